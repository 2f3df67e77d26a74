"use client";

import { SmilePlus } from "lucide-react";
import { useState } from "react";
import { useLocale } from "use-intl/react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { reactionPath, useFirstReactors } from "@/app/_client/messages/use-reactors";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { Tooltip } from "@/app/_ui/tooltip";
import { isolated } from "@/lib/markdown";
import type { Author, Message, Reaction } from "@/lib/realtime/protocol";
import { useChannelMay } from "../conversation/channel-permissions";
import { CustomEmoji } from "../emoji/custom-emoji";
import { EmojiButton } from "../emoji/emoji-button";
import { tokenOf } from "../emoji/reaction-token";
import { useMessageActions } from "./message-actions-context";

const maxReactionKinds = 20;
const pill =
	"relative inline-flex h-[1.625rem] items-center gap-[5px] rounded-md border px-2 text-meta font-semibold tabular-nums max-md:h-8 max-md:px-2.5 max-md:text-sm max-md:after:absolute max-md:after:-inset-x-[3px] max-md:after:-inset-y-2";

export function Reactions({ message }: { message: Message }) {
	const t = useTranslations("conversation");
	const { react } = useMessageActions();
	const canReact = useChannelMay()("add_reactions");
	const { reactions } = message;
	if (reactions.length === 0) return null;
	return (
		<div className="mt-1.5 flex flex-wrap gap-1.5">
			{reactions.map((reaction) => (
				<ReactionPill key={tokenOf(reaction)} message={message} reaction={reaction} />
			))}
			{canReact && reactions.length < maxReactionKinds && (
				<EmojiButton onPick={(emoji) => react(message, emoji)}>
					<button
						type="button"
						tabIndex={-1}
						aria-label={t("addReaction")}
						className={classNames(
							pill,
							"bg-surface px-1.5 text-text-muted hover:border-line-strong hover:text-text",
							"md:opacity-0 md:group-focus-within/row:opacity-100 md:group-hover/row:opacity-100 md:aria-expanded:opacity-100",
						)}
					>
						<SmilePlus size="0.9375rem" aria-hidden="true" />
					</button>
				</EmojiButton>
			)}
		</div>
	);
}

/** Hover or focus shows the first users; a long press or the menu key lists all. */
function ReactionPill({ message, reaction }: { message: Message; reaction: Reaction }) {
	const { emoji, emojiId, count, me = false } = reaction;
	const token = tokenOf(reaction);
	const t = useTranslations("conversation");
	const { react, show } = useMessageActions();
	const canReact = useChannelMay()("add_reactions");
	const [asked, setAsked] = useState(false);
	const people = useFirstReactors(asked ? reactionPath(message.channelId, message.seq, token) : null, count);
	const names = useNames(people, count);
	return (
		<Tooltip label={names}>
			<button
				type="button"
				tabIndex={-1}
				aria-pressed={me}
				aria-label={t("reactionCount", { emoji, count })}
				aria-description={names || undefined}
				onPointerEnter={() => setAsked(true)}
				onFocus={() => setAsked(true)}
				onContextMenu={(event) => {
					event.preventDefault();
					event.stopPropagation();
					show("reactions", message, token);
				}}
				onClick={() => (canReact ? react(message, token) : show("reactions", message, token))}
				className={classNames(
					pill,
					me
						? "border-2 border-ember-mark bg-ember-subtle px-[7px] font-bold text-ember-text max-md:px-[9px]"
						: "bg-surface text-text-muted hover:border-line-strong hover:text-text",
				)}
			>
				<span aria-hidden="true" className="text-sm leading-none">
					{emojiId ? <CustomEmoji id={emojiId} name={emoji.slice(1, -1)} className="size-[1.25em]" /> : emoji}
				</span>
				{count}
			</button>
		</Tooltip>
	);
}

const maxNames = 3;

/** "Priya, Rasmus and 5 others"; empty while no name is known. */
function useNames(people: Author[] | undefined, count: number): string {
	const t = useTranslations("acts");
	const locale = useLocale();
	const viewer = useViewer();
	const nameOf = useNameOf();
	if (!people || people.length === 0) return "";
	const named = people.slice(0, count > maxNames ? maxNames - 1 : maxNames);
	const names = named.map((one) => (one.id === viewer?.id ? t("you") : isolated(nameOf(one))));
	const others = count - names.length;
	if (others <= 0) return new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
	return t("namesAndOthers", { names: names.join(", "), count: others });
}
