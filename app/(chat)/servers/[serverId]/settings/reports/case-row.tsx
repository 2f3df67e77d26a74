"use client";

import { useState } from "react";
import { PersonRow } from "@/app/_chat/settings/person-row";
import { Link } from "@/app/_chat/shell/link";
import { placePath } from "@/app/_client/paths";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { Case, Server } from "@/lib/realtime/protocol";
import { CaseButtons } from "./case-buttons";
import { CaseFacts } from "./case-facts";

type Props = { server: Server; of: Case; onDecided: () => void };

/** A case: whom it is about, why, and the decision. */
export function CaseRow({ server, of, onDecided }: Props) {
	const t = useTranslations("cases");
	const reports = useTranslations("reports");
	const { clock } = useDateFormat();
	const [isOpen, setOpen] = useState(false);
	const { kind, state, subject, message, excerpt, rule, categories, openedAt, outcome, resolvedBy, resolvedAt } = of;
	const reasons = [
		kind === "appeal" && t("appeal"),
		rule && t("rule", { name: rule.name }),
		...categories.map(({ category, count }) => {
			const name = reports(`categories.${category}`);
			return count > 1 ? t("times", { name, count }) : name;
		}),
	].filter((reason) => typeof reason === "string");
	const place = message?.channelId && {
		serverId: server.id,
		channelId: message.channelId,
		thread: message.thread && { parentSeq: message.thread.parentSeq },
	};
	return (
		<PersonRow
			user={subject}
			facts={t("facts", { username: subject.username, reasons: reasons.join(", ") })}
			actions={state === "open" && <CaseButtons server={server} of={of} onDecided={onDecided} />}
		>
			{excerpt && (
				<p dir="auto" className="mt-1.5 line-clamp-4 whitespace-pre-line wrap-anywhere">
					{excerpt}
				</p>
			)}
			<p dir="auto" className="mt-1.5 text-meta text-text-faint wrap-anywhere">
				{t("opened", { date: clock.full(openedAt) })}
				{place && (
					<>
						{" · "}
						<Link href={placePath(place, message.seq)} className="text-link underline">
							{t("toMessage", { name: message.channelName ?? "" })}
						</Link>
					</>
				)}
			</p>
			{outcome && resolvedAt && (
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{t(`decided.${outcome}`, { name: resolvedBy?.displayName ?? "", date: clock.full(resolvedAt) })}
				</p>
			)}
			<Button
				size="small"
				variant="ghost"
				aria-expanded={isOpen}
				aria-label={t("detailsFor", { name: subject.displayName })}
				className="-ms-3 mt-1"
				onClick={() => setOpen(!isOpen)}
			>
				{t("details")}
			</Button>
			{isOpen && <CaseFacts serverId={server.id} caseId={of.id} />}
		</PersonRow>
	);
}
