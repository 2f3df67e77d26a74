"use client";

import { ReasonAndNote } from "@/app/_chat/moderation/reason-and-note";
import { useActorName } from "@/app/_chat/moderation/use-actor-name";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { isolated } from "@/lib/markdown";
import type { CaseDetails, ModerationAction } from "@/lib/realtime/protocol";

/** The reported user as a member of the server, and the moderation actions on them. */
export function SubjectPast({ serverId, of }: { serverId: number; of: CaseDetails }) {
	const t = useTranslations("cases");
	const nameOf = useNameOf();
	const { member, actions, subject } = of;
	return (
		<SettingsSection title={t("about", { name: nameOf(subject) })}>
			<MemberFacts serverId={serverId} member={member} />
			<h3 className="mt-5 text-sm font-semibold">{t("past")}</h3>
			{actions.length === 0 ? (
				<p className="text-meta text-text-muted">{t("noPast")}</p>
			) : (
				<ul className="mt-1 divide-y border-t">
					{actions.map((action) => (
						<PastAction key={action.id} action={action} />
					))}
				</ul>
			)}
		</SettingsSection>
	);
}

/** As many messages are counted at most. */
const maxMessages = 1000;

function MemberFacts({ serverId, member }: { serverId: number; member: CaseDetails["member"] }) {
	const t = useTranslations("cases");
	const { clock } = useDateFormat();
	const { roles } = useRoles(serverId);
	const { isMember, isOwner, joinedAt, roleIds, timedOutUntil, messagesIn7Days } = member;
	const names = roles.filter(({ id, everyone }) => !everyone && roleIds.includes(id)).map(({ name }) => isolated(name));
	const facts: [string, string][] = [[t("joined"), isMember && joinedAt ? clock.date(joinedAt) : t("noMember")]];
	if (isOwner) facts.push([t("rank"), t("owner")]);
	if (names.length > 0) facts.push([t("roles"), names.join(", ")]);
	if (timedOutUntil) facts.push([t("timedOut"), clock.full(timedOutUntil)]);
	facts.push([
		t("messagesIn7Days"),
		t(messagesIn7Days < maxMessages ? "count" : "countMore", { count: messagesIn7Days }),
	]);
	return (
		<dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_minmax(0,1fr)]">
			{facts.map(([name, value]) => (
				<div key={name} className="contents max-sm:block">
					<dt className="text-meta text-text-muted">{name}</dt>
					<dd dir="auto" className="wrap-anywhere">
						{value}
					</dd>
				</div>
			))}
		</dl>
	);
}

function PastAction({ action }: { action: ModerationAction }) {
	const t = useTranslations("cases");
	const moderation = useTranslations("moderation");
	const { clock } = useDateFormat();
	const actorOf = useActorName();
	const { kind, createdAt, until, removed, undoneAt, reason, note } = action;
	return (
		<li className="py-2.5">
			<p className="font-semibold">{moderation(`actions.${kind}`)}</p>
			<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
				{t("actionBy", { name: actorOf(action), date: clock.full(createdAt) })}
				{until && ` · ${moderation("until", { until: clock.full(until) })}`}
				{kind !== "removal" && removed > 0 && ` · ${moderation("removedCount", { count: removed })}`}
				{undoneAt && ` · ${moderation("wasUndone")}`}
			</p>
			<ReasonAndNote reason={reason} note={note} />
		</li>
	);
}
