"use client";

import { useCaseReasons } from "@/app/_chat/cases/use-case-reasons";
import { PersonRow } from "@/app/_chat/settings/person-row";
import { Link } from "@/app/_chat/shell/link";
import { useViewer } from "@/app/_client/account/use-viewer";
import { casePath } from "@/app/_client/cases/case-path";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import type { ActionKind, Case, Server } from "@/lib/realtime/protocol";
import { CaseButtons } from "./case-buttons";
import { CaseMessageLink } from "./case-message-link";

type Props = { server: Server; of: Case; onDecided: () => void; onModerate: (kind: ActionKind) => void };

/** A case: whom it is about, why, whom it is assigned to, and the decision. */
export function CaseRow({ server, of, ...rest }: Props) {
	const t = useTranslations("cases");
	const reasonsOf = useCaseReasons();
	const { clock } = useDateFormat();
	const viewerId = useViewer()?.id;
	const nameOf = useNameOf();
	const { state, subject, message, excerpt, assignedTo, openedAt, outcome, resolvedBy, resolvedAt, escalatedAt } = of;
	return (
		<PersonRow
			user={subject}
			facts={t("facts", { username: subject.username, reasons: reasonsOf(of) })}
			actions={
				state === "open" && !server.freeze && <CaseButtons server={server} of={of} className="max-sm:ps-12" {...rest} />
			}
		>
			{excerpt && (
				<p dir="auto" className="mt-1.5 line-clamp-4 whitespace-pre-line wrap-anywhere">
					{excerpt}
				</p>
			)}
			<p dir="auto" className="mt-1.5 text-meta text-text-faint wrap-anywhere">
				{t("opened", { date: clock.full(openedAt) })}
				{message?.channelId && " · "}
				<CaseMessageLink serverId={server.id} message={message} />
			</p>
			{state === "open" && assignedTo && (
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{assignedTo.id === viewerId ? t("assignedToYou") : t("assignedTo", { name: nameOf(assignedTo) })}
				</p>
			)}
			{escalatedAt && (
				<p dir="auto" className="text-meta text-text-muted">
					{t("isEscalated", { date: clock.full(escalatedAt) })}
				</p>
			)}
			{outcome && resolvedAt && (
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{t(`decided.${outcome}`, { name: resolvedBy ? nameOf(resolvedBy) : "", date: clock.full(resolvedAt) })}
				</p>
			)}
			<Link
				href={casePath(server.id, of.id)}
				aria-label={t("detailsFor", { name: nameOf(subject) })}
				className={buttonClass("ghost", "small", "-ms-3 mt-1 max-md:-ms-4")}
			>
				{t("details")}
			</Link>
		</PersonRow>
	);
}
