"use client";

import { SmilePlus } from "lucide-react";
import { useTranslations } from "use-intl/react";
import { classNames } from "@/app/_ui/class-names";
import type { Message } from "@/lib/realtime/contract";
import { EmojiButton } from "./emoji/emoji-button";
import { useMessageActions } from "./message-actions";

const mostKinds = 20;
const pill =
	"relative inline-flex h-[26px] items-center gap-[5px] rounded-md border px-2 text-meta font-semibold tabular-nums max-md:h-8 max-md:px-2.5 max-md:text-sm max-md:after:absolute max-md:after:-inset-x-[3px] max-md:after:-inset-y-[7px]";

export function Reactions({ message }: { message: Message }) {
	const t = useTranslations("conversation");
	const { react } = useMessageActions();
	const { reactions } = message;
	if (reactions.length === 0) return null;
	return (
		<div className="mt-1.5 flex flex-wrap gap-1.5">
			{reactions.map(({ emoji, count, me }) => (
				<button
					key={emoji}
					type="button"
					tabIndex={-1}
					aria-pressed={me ?? false}
					aria-label={t("reactionCount", { emoji, count })}
					onClick={() => react(message, emoji)}
					className={classNames(
						pill,
						me
							? "border-ember-mark bg-ember-subtle text-ember-text"
							: "bg-surface text-text-muted hover:border-line-strong hover:text-text",
					)}
				>
					<span aria-hidden="true" className="text-sm leading-none">
						{emoji}
					</span>
					{count}
				</button>
			))}
			{reactions.length < mostKinds && (
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
						<SmilePlus size={15} aria-hidden="true" />
					</button>
				</EmojiButton>
			)}
		</div>
	);
}
