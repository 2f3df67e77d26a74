"use client";

import { AuditLogList } from "@/app/_chat/audit/audit-log-list";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { AuditAction, AuditEntry, Server } from "@/lib/realtime/protocol";
import { AuditRow } from "./audit-row";

type Props = { server: Server; first: { entries: AuditEntry[]; nextCursor: string | null } };

const actions: AuditAction[] = [
	"warn",
	"timeout",
	"kick",
	"ban",
	"removal",
	"undo_warn",
	"undo_timeout",
	"undo_kick",
	"undo_ban",
	"undo_removal",
	"nickname",
	"emoji_added",
	"emoji_renamed",
	"emoji_removed",
	...(["create_automod_rule", "update_automod_rule", "delete_automod_rule"] as const),
	"raid_mode",
	"end_raid_mode",
	"change_retention",
	...([
		"assign_case",
		"unassign_case",
		"dismiss_case",
		"reopen_case",
		"escalate_case",
		"dismiss_appeal",
		"grant_appeal",
	] as const),
];

/** The acts of the moderators of a server, latest first, with filters. */
export function AuditLog({ server, first }: Props) {
	const t = useTranslations("moderation");
	return (
		<AuditLogList
			path={`/api/servers/${server.id}/audit-log`}
			first={first}
			actions={actions.map((value) => ({ value, label: t(`actions.${value}`) }))}
			labels={{ actor: t("filterActor"), subject: t("filterSubject") }}
			row={(entry, again) => <AuditRow key={entry.id} server={server} entry={entry} onUndone={again} />}
		/>
	);
}
