"use client";

import { Check } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useAllReactors } from "@/app/_client/messages/use-all-reactors";
import { reactionPath } from "@/app/_client/messages/use-reactors";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { Dialog } from "@/app/_ui/dialog";
import { Skeleton } from "@/app/_ui/skeleton";
import type { Message } from "@/lib/realtime/protocol";
import { EmojiSign } from "../emoji/emoji-sign";
import { tokenOf } from "../emoji/reaction-token";
import { Face, useDistinctPeople } from "../users/avatar-palettes";
import { MemberName } from "../users/member-name";

type Kind = { key: string; label: string; shown: ReactNode; count: number; path: string };
type Props = { message: Message; of: "reactions" | "votes"; first?: string | undefined; onClose: () => void };

/** Lists all users who reacted or voted, by emoji or option. */
export function ReactedByDialog({ message, of, first, onClose }: Props) {
	const t = useTranslations("acts");
	const kinds = of === "votes" ? choicesOf(message) : reactionsOf(message);
	const [chosen, setChosen] = useState(first);
	const kind = kinds.find(({ key }) => key === chosen) ?? kinds[0];
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			title={of === "votes" ? t("votesTitle") : t("reactionsTitle")}
			text={of === "votes" ? message.poll?.question : undefined}
		>
			<fieldset aria-label={t("byKind")} className={of === "votes" ? "grid gap-1.5" : "flex flex-wrap gap-1.5"}>
				{kinds.map(({ key, label, shown, count }) => (
					<button
						key={key}
						type="button"
						aria-pressed={key === kind?.key}
						aria-label={t("kindCount", { kind: label, count })}
						onClick={() => setChosen(key)}
						className={classNames(
							"flex min-h-8 items-center gap-2 rounded-md border px-2.5 py-1 [text-align:start] text-meta font-semibold max-md:min-h-11",
							key === kind?.key ? "border-focus bg-selected text-text" : "text-text-muted hover:bg-surface-hover",
						)}
					>
						<span dir="auto" className="min-w-0 flex-1 wrap-anywhere">
							{shown}
						</span>
						<span className="tabular-nums">{count}</span>
						{key === kind?.key && <Check size="0.875rem" aria-hidden="true" className="shrink-0" />}
					</button>
				))}
			</fieldset>
			{kind ? <List key={kind.key} kind={kind} /> : <p className="text-sm text-text-muted">{t("nobodyYet")}</p>}
		</Dialog>
	);
}

function reactionsOf({ channelId, seq, reactions }: Message): Kind[] {
	return reactions.map((reaction) => ({
		key: tokenOf(reaction),
		label: reaction.emoji,
		shown: (
			<span className="text-base leading-none">
				<EmojiSign token={tokenOf(reaction)} />
			</span>
		),
		count: reaction.count,
		path: reactionPath(channelId, seq, tokenOf(reaction)),
	}));
}

function choicesOf({ channelId, seq, poll }: Message): Kind[] {
	return (poll?.options ?? []).map(({ text, votes }, option) => ({
		key: String(option),
		label: text,
		shown: text,
		count: votes,
		path: `/api/channels/${channelId}/messages/${seq}/votes?option=${option}`,
	}));
}

function List({ kind }: { kind: Kind }) {
	const t = useTranslations("acts");
	const { users, failed, loadMore, retry } = useAllReactors(kind.path, kind.count);
	useDistinctPeople(users ?? []);
	return (
		<section
			aria-label={t("kindCount", { kind: kind.label, count: kind.count })}
			aria-busy={!users && !failed}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
			tabIndex={0}
			className="ring-inward -mx-2 mt-3 h-68 overflow-y-auto rounded-md px-2"
		>
			{users ? (
				<ul>
					{users.map((person) => (
						<li key={person.id} className="flex h-11 items-center gap-2.5">
							<Face person={person} size={32} />
							<span className="min-w-0">
								<span dir="auto" className="block truncate text-sm leading-[1.0625rem] font-semibold">
									<MemberName person={person} />
								</span>
								<span dir="auto" className="block truncate text-xs leading-[0.9375rem] text-text-faint">
									@{person.username}
								</span>
							</span>
						</li>
					))}
				</ul>
			) : failed ? (
				<p role="alert" className="text-sm text-text-muted">
					{t("peopleFailed")}{" "}
					<button type="button" onClick={retry} className="link">
						{t("tryAgain")}
					</button>
				</p>
			) : (
				[1, 2, 3].map((row) => (
					<div key={row} className="flex h-11 items-center gap-2.5">
						<Skeleton className="size-8 rounded-full" />
						<Skeleton className="h-3 w-28" />
					</div>
				))
			)}
			{users?.length === 0 && <p className="py-2 text-sm text-text-muted">{t("nobodyYet")}</p>}
			{loadMore && (
				<button type="button" onClick={loadMore} className="link my-2 text-meta max-md:min-h-11">
					{t("morePeople")}
				</button>
			)}
		</section>
	);
}
