"use client";

import { ClipboardList } from "lucide-react";
import { useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { AuditAction, AuditEntry, Server } from "@/lib/realtime/protocol";
import { AuditRow } from "./audit-row";

type AuditPage = { entries: AuditEntry[]; nextCursor: string | null };
type Props = { server: Server; first: AuditPage };

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
	...(["assign_case", "unassign_case", "dismiss_case", "reopen_case", "dismiss_appeal", "grant_appeal"] as const),
];

/** The acts of the moderators of a server, latest first, with filters. */
export function AuditLog({ server, first }: Props) {
	const t = useTranslations("moderation");
	const [action, setAction] = useState("");
	const [actor, setActor] = useState("");
	const [subject, setSubject] = useState("");
	const filters = { action, actor: useDebouncedValue(actor).trim(), subject: useDebouncedValue(subject).trim() };
	const query = Object.entries(filters)
		.filter(([, value]) => value !== "")
		.map(([name, value]) => `&${name}=${encodeURIComponent(value.replace(/^@/, ""))}`)
		.join("");
	const path = `/api/servers/${server.id}/audit-log?limit=50${query}`;
	const { pages, again, ...states } = usePages<AuditPage>(path, query ? undefined : first);
	const entries = pages?.flatMap((page) => page.entries);
	useDistinctPeople((entries ?? []).flatMap((entry) => entry.actor ?? []));
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="grid gap-3 sm:grid-cols-3">
				<Select label={t("filterAction")} value={action} onChange={({ target }) => setAction(target.value)}>
					<option value="">{t("allActions")}</option>
					{actions.map((each) => (
						<option key={each} value={each}>
							{t(`actions.${each}`)}
						</option>
					))}
				</Select>
				<TextField
					label={t("filterActor")}
					placeholder={t("username")}
					maxLength={40}
					value={actor}
					onChange={({ target }) => setActor(target.value)}
				/>
				<TextField
					label={t("filterSubject")}
					placeholder={t("username")}
					maxLength={40}
					value={subject}
					onChange={({ target }) => setSubject(target.value)}
				/>
			</div>
			<ListStates
				{...states}
				again={again}
				count={entries?.length}
				empty={{
					icon: <ClipboardList size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t(query ? "noEntriesFound" : "noEntries"),
				}}
			>
				<ol className="divide-y border-y">
					{entries?.map((entry) => (
						<AuditRow key={entry.id} server={server} entry={entry} onUndone={again} />
					))}
				</ol>
			</ListStates>
		</div>
	);
}
