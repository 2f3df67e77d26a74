"use client";

import { ClipboardList } from "lucide-react";
import { type ReactNode, useState } from "react";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Author } from "@/lib/realtime/protocol";
import { ListStates } from "../settings/list-states";
import { useDistinctPeople } from "../users/avatar-palettes";

type Page<Entry> = { entries: Entry[]; nextCursor: string | null };

type Props<Entry extends { id: number; action: string; actor: Author | null }> = {
	/** The address of the log in the API. */
	path: string;
	/** The first page without filters, if it is there already. */
	first?: Page<Entry>;
	actions: readonly { value: Entry["action"]; label: string }[];
	/** The labels of the two fields for a username. */
	labels: { actor: string; subject: string };
	row: (entry: Entry, again: () => unknown) => ReactNode;
};

/** An audit log, latest first, with filters. */
export function AuditLogList<Entry extends { id: number; action: string; actor: Author | null }>({
	path,
	first,
	actions,
	labels,
	row,
}: Props<Entry>) {
	const t = useTranslations("moderation");
	const [action, setAction] = useState("");
	const [actor, setActor] = useState("");
	const [subject, setSubject] = useState("");
	const filters = { action, actor: useDebouncedValue(actor).trim(), subject: useDebouncedValue(subject).trim() };
	const query = Object.entries(filters)
		.filter(([, value]) => value !== "")
		.map(([name, value]) => `&${name}=${encodeURIComponent(value.replace(/^@/, ""))}`)
		.join("");
	const { pages, again, ...states } = usePages<Page<Entry>>(`${path}?limit=50${query}`, query ? undefined : first);
	const entries = pages?.flatMap((page) => page.entries);
	useDistinctPeople((entries ?? []).flatMap((entry) => entry.actor ?? []));
	const nameField = { maxLength: 40, placeholder: t("username"), autoCapitalize: "none", spellCheck: false } as const;
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="grid gap-3 sm:grid-cols-3">
				<Select label={t("filterAction")} value={action} onChange={({ target }) => setAction(target.value)}>
					<option value="">{t("allActions")}</option>
					{actions.map(({ value, label }) => (
						<option key={value} value={value}>
							{label}
						</option>
					))}
				</Select>
				<TextField
					{...nameField}
					label={labels.actor}
					value={actor}
					onChange={({ target }) => setActor(target.value)}
				/>
				<TextField
					{...nameField}
					label={labels.subject}
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
				<ol className="divide-y border-y">{entries?.map((entry) => row(entry, again))}</ol>
			</ListStates>
		</div>
	);
}
