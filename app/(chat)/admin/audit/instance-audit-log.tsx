"use client";

import { Terminal } from "lucide-react";
import { AuditLogList } from "@/app/_chat/audit/audit-log-list";
import { Face } from "@/app/_chat/users/avatar-palettes";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { InstanceSettings } from "@/lib/instance/fields";
import type { InstanceAuditEntry } from "@/lib/realtime/protocol";
import { quotaNames } from "../settings/quotas-section";

const actions: InstanceAuditEntry["action"][] = [
	...(["suspend", "restore", "reset_link", "remove_factors", "end_sessions", "make_admin", "remove_admin"] as const),
	...(["remove_unverified", "close_network", "reopen_network"] as const),
	...(["approve_account", "refuse_account", "delete_account", "map_roles"] as const),
	...(["change_settings", "create_registration_code", "revoke_registration_code", "retry_job"] as const),
	...(["back_up", "verify_backup"] as const),
	...(["delist_server", "relist_server", "freeze_server", "unfreeze_server"] as const),
	...(["transfer_server", "delete_server"] as const),
	...(["close_case", "return_case", "reopen_case"] as const),
];

/** The audit log of the instance, latest first, with filters. */
export function InstanceAuditLog() {
	const t = useTranslations("admin.audit");
	return (
		<AuditLogList<InstanceAuditEntry>
			path="/api/admin/audit-log"
			actions={actions.map((value) => ({ value, label: t(`actions.${value}`) }))}
			labels={{ actor: t("actor"), subject: t("subject") }}
			row={(entry) => <AuditRow key={entry.id} entry={entry} />}
		/>
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
	"network",
	"accounts",
	"alsoMessages",
	"server",
	"serverId",
	"formerOwner",
	"case",
] as const;
const isLabelled = (name: string): name is (typeof labelled)[number] => labelled.some((one) => one === name);

const settings = [
	...(["name", "frontText", "imprint", "privacy", "reservedNames", "defaultLanguage", "announcements"] as const),
	...(["registration", "serverInvites", "verifyEmail", "allowedEmailDomains", "refusedEmailDomains"] as const),
	...(["secondFactor", "unverifiedDays", "serverCreators", "serverCreatorDays", "keepDays"] as const),
	"icon",
] satisfies (keyof InstanceSettings | "icon")[];
const isSetting = (name: unknown): name is (typeof settings)[number] => settings.some((one) => one === name);
const isQuota = (name: unknown): name is (typeof quotaNames)[number] => quotaNames.some((one) => one === name);

function AuditRow({ entry }: { entry: InstanceAuditEntry }) {
	const t = useTranslations("admin.audit");
	const tQuotas = useTranslations("admin.settings.quotas");
	const { clock } = useDateFormat();
	const nameOf = useNameOf();
	const { action, actor, subject, at, details } = entry;
	// The settings are those of that time; this version may have no words for an older one.
	const settingName = (setting: unknown) => {
		if (isSetting(setting)) return t(`settings.${setting}`);
		return isQuota(setting) ? tQuotas(setting) : String(setting);
	};
	const textOf = (name: string, value: unknown) => {
		if (name === "until") return clock.full(String(value));
		if (name === "settings" && Array.isArray(value)) return value.map(settingName).join(", ");
		return typeof value === "object" ? JSON.stringify(value) : String(value);
	};
	const facts = Object.entries(details ?? {}).flatMap(([name, value]) => {
		if (value === null || value === "" || value === false) return [];
		const text = textOf(name, value);
		return [isLabelled(name) ? t(`details.${name}`, { value: text }) : t("details.other", { name, value: text })];
	});
	return (
		<li className="flex items-start gap-3 py-3">
			{actor ? <Face person={actor} size={32} /> : <Terminal size="2rem" strokeWidth={1.5} aria-hidden="true" />}
			<div className="min-w-0 flex-1">
				<p dir="auto" className="wrap-anywhere">
					{t("entry", {
						actor: actor ? nameOf(actor) : t("machine"),
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
