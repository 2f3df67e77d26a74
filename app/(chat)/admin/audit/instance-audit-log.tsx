"use client";

import { ClipboardList, Terminal } from "lucide-react";
import { useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { Face, useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { InstanceSettings } from "@/lib/instance/fields";
import type { InstanceAuditEntry } from "@/lib/realtime/protocol";

type AuditPage = { entries: InstanceAuditEntry[]; nextCursor: string | null };

const actions: InstanceAuditEntry["action"][] = [
	...(["suspend", "restore", "reset_link", "remove_factors", "end_sessions", "make_admin", "remove_admin"] as const),
	...(["approve_account", "refuse_account"] as const),
	...(["change_settings", "create_registration_code", "revoke_registration_code", "retry_job"] as const),
	...(["back_up", "verify_backup"] as const),
];

/** The audit log of the instance, latest first, with filters. */
export function InstanceAuditLog() {
	const t = useTranslations("admin.audit");
	const [action, setAction] = useState("");
	const [actor, setActor] = useState("");
	const [subject, setSubject] = useState("");
	const filters = { action, actor: useDebouncedValue(actor).trim(), subject: useDebouncedValue(subject).trim() };
	const query = Object.entries(filters)
		.filter(([, value]) => value !== "")
		.map(([name, value]) => `&${name}=${encodeURIComponent(value.replace(/^@/, ""))}`)
		.join("");
	const path = `/api/admin/audit-log?limit=50${query}`;
	const { pages, again, ...states } = usePages<AuditPage>(path, undefined, { revalidateFirstPage: false });
	const entries = pages?.flatMap((page) => page.entries);
	useDistinctPeople((entries ?? []).flatMap((entry) => entry.actor ?? []));
	const nameField = { maxLength: 40, placeholder: t("username"), autoCapitalize: "none", spellCheck: false } as const;
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="grid gap-3 sm:grid-cols-3">
				<Select label={t("action")} value={action} onChange={({ target }) => setAction(target.value)}>
					<option value="">{t("allActions")}</option>
					{actions.map((each) => (
						<option key={each} value={each}>
							{t(`actions.${each}`)}
						</option>
					))}
				</Select>
				<TextField {...nameField} label={t("actor")} value={actor} onChange={({ target }) => setActor(target.value)} />
				<TextField
					{...nameField}
					label={t("subject")}
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
					title: t(query ? "noneFound" : "none"),
				}}
			>
				<ol className="divide-y border-y">
					{entries?.map((entry) => (
						<AuditRow key={entry.id} entry={entry} />
					))}
				</ol>
			</ListStates>
		</div>
	);
}

const labelled = [
	"reason",
	"until",
	"count",
	"queue",
	"username",
	"settings",
	"codeId",
	"maxUses",
	"note",
	"archive",
] as const;
const isLabelled = (name: string): name is (typeof labelled)[number] => labelled.some((one) => one === name);

const settings = [
	...(["name", "frontText", "imprint", "privacy", "reservedNames", "defaultLanguage", "announcements"] as const),
	...(["registration", "serverInvites", "verifyEmail", "allowedEmailDomains", "refusedEmailDomains"] as const),
	...(["serverCreators", "serverCreatorDays"] as const),
] satisfies (keyof InstanceSettings)[];
const isSetting = (name: unknown): name is (typeof settings)[number] => settings.some((one) => one === name);

function AuditRow({ entry }: { entry: InstanceAuditEntry }) {
	const t = useTranslations("admin.audit");
	const { clock } = useDateFormat();
	const { action, actor, subject, at, details } = entry;
	const textOf = (name: string, value: unknown) => {
		if (name === "until") return clock.full(String(value));
		// The names are those of the settings at that time; this version may have no words for an older one.
		if (name === "settings" && Array.isArray(value))
			return value.map((each) => (isSetting(each) ? t(`settings.${each}`) : String(each))).join(", ");
		return typeof value === "object" ? JSON.stringify(value) : String(value);
	};
	const facts = Object.entries(details ?? {}).flatMap(([name, value]) => {
		if (value === null || value === "") return [];
		const text = textOf(name, value);
		return [isLabelled(name) ? t(`details.${name}`, { value: text }) : t("details.other", { name, value: text })];
	});
	return (
		<li className="flex items-start gap-3 py-3">
			{actor ? <Face person={actor} size={32} /> : <Terminal size="2rem" strokeWidth={1.5} aria-hidden="true" />}
			<div className="min-w-0 flex-1">
				<p dir="auto" className="wrap-anywhere">
					{t("entry", {
						actor: actor?.displayName ?? t("machine"),
						action: t(`actions.${action}`),
					})}
				</p>
				<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
					{clock.full(at)}
					{subject && <> · @{subject.username}</>}
				</p>
				{facts.length > 0 && (
					<p dir="auto" className="mt-1 text-meta text-text-muted wrap-anywhere">
						{facts.join(" · ")}
					</p>
				)}
			</div>
		</li>
	);
}
