"use client";

import { ShieldAlert } from "lucide-react";
import { useRef } from "react";
import { ReasonAndNote } from "@/app/_chat/moderation/reason-and-note";
import { UndoButton } from "@/app/_chat/moderation/undo-button";
import { Link } from "@/app/_chat/shell/link";
import { Face } from "@/app/_chat/users/avatar-palettes";
import { casePath } from "@/app/_client/cases/case-path";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { AuditEntry, Server } from "@/lib/realtime/protocol";

type Props = { server: Server; entry: AuditEntry; onUndone: () => unknown };

/** An entry of the audit log: who did what to whom, why, and the button to undo an action within 7 days. */
export function AuditRow({ server, entry, onUndone }: Props) {
	const t = useTranslations("moderation");
	const { clock } = useDateFormat();
	const row = useRef<HTMLLIElement>(null);
	const {
		action,
		actor,
		subject,
		at,
		moderationAction,
		nickname,
		emoji,
		rule,
		raidMode,
		retention,
		case: about,
	} = entry;
	const byRule = moderationAction?.rule;
	const by = useName(actor) || (byRule ? t("automod", { rule: byRule.name }) : t("raidWatch"));
	const names = { subject: useName(subject), assignee: useName(entry.assignee ?? null) };
	const isFirst = moderationAction !== null && action === moderationAction.kind;
	const until = isFirst && moderationAction.until;
	const count = moderationAction?.removed ?? 0;
	const days = (keepDays: number | null) =>
		keepDays === null ? t("keptInherited") : t("keptDays", { count: keepDays });
	const channel = server.channels?.find(({ id }) => id === retention?.channelId)?.name;
	return (
		<li ref={row} tabIndex={-1} className="flex flex-wrap items-start gap-3 py-3 outline-none">
			{actor ? <Face person={actor} size={32} /> : <ShieldAlert size="2rem" strokeWidth={1.5} aria-hidden="true" />}
			<div className="min-w-0 flex-1 basis-56">
				<p dir="auto" className="wrap-anywhere">
					{t(`entry.${action}`, {
						actor: by,
						...names,
						rule: rule?.name ?? "",
						kind: about?.kind ?? "report",
						count,
						place: retention?.isOfChannel ? (channel === undefined ? "hidden" : "channel") : "server",
						channel: channel ?? "",
					})}
				</p>
				<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
					{clock.full(at)}
					{subject && <> · @{subject.username}</>}
					{retention && ` · ${t("keptChange", { before: days(retention.before), after: days(retention.after) })}`}
					{raidMode && ` · ${t("until", { until: clock.full(raidMode.until) })}`}
					{until && ` · ${t("until", { until: clock.full(until) })}`}
					{isFirst && action !== "removal" && count > 0 && ` · ${t("removedCount", { count })}`}
					{isFirst && moderationAction.undoneAt && ` · ${t("wasUndone")}`}
					{about && (
						<>
							{" · "}
							<Link href={casePath(server.id, about.id)} className="text-link underline">
								{t(about.kind === "appeal" ? "toAppeal" : "toReport")}
							</Link>
						</>
					)}
				</p>
				{isFirst && <ReasonAndNote reason={moderationAction.reason} note={moderationAction.note} />}
				{nickname && (
					<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
						<bdi>{nickname.before ?? t("noNickname")}</bdi> → <bdi>{nickname.after ?? t("noNickname")}</bdi>
					</p>
				)}
				{emoji && (
					<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
						{emoji.before && `:${emoji.before}: → `}:{emoji.name}:
					</p>
				)}
			</div>
			{isFirst && (
				<UndoButton
					server={server}
					action={moderationAction}
					className="max-sm:ms-11"
					onUndone={() => {
						row.current?.focus();
						onUndone();
					}}
				/>
			)}
		</li>
	);
}
