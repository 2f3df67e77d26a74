"use client";

import { Landmark } from "lucide-react";
import { useState } from "react";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { lazy } from "@/app/_ui/lazy";
import type { CaseDetails, Server } from "@/lib/realtime/protocol";

const EscalateDialog = lazy(() => import("./escalate-dialog").then((module) => module.EscalateDialog));

type Props = { server: Server; of: CaseDetails; onChanged: () => void };

/** Hands a case to the administrators of the instance; then shows where it is, and how it has ended there. */
export function CaseEscalation({ server, of, onChanged }: Props) {
	const t = useTranslations("cases.escalation");
	const instance = useTranslations("common")("instanceName");
	const { clock } = useDateFormat();
	const nameOf = useNameOf();
	const [isOpen, setOpen] = useState(false);
	const { escalation, kind, id } = of;
	if (!escalation)
		return kind === "appeal" || server.freeze ? null : (
			<div className="mt-3">
				<Button size="small" variant="ghost" className="-ms-3 max-md:-ms-4" onClick={() => setOpen(true)}>
					{t("choose", { instance })}
				</Button>
				{isOpen && (
					<EscalateDialog serverId={server.id} caseId={id} onChanged={onChanged} onClose={() => setOpen(false)} />
				)}
			</div>
		);
	const { by, note, createdAt, outcome, answer, closedAt } = escalation;
	return (
		<div className="mt-3 rounded-lg border px-3 py-2.5">
			<p role="status" dir="auto" className="flex items-start gap-2 font-semibold wrap-anywhere">
				<Landmark size="1rem" aria-hidden="true" className="mt-0.5 shrink-0 text-text-muted" />
				<span className="min-w-0">
					{outcome && closedAt
						? t(`ended.${outcome}`, { instance, date: clock.full(closedAt) })
						: t("isOpen", { instance })}
				</span>
			</p>
			{answer && (
				<p dir="auto" className="mt-1 ps-6 whitespace-pre-line wrap-anywhere">
					{answer}
				</p>
			)}
			<p dir="auto" className="mt-1 ps-6 text-meta text-text-muted wrap-anywhere">
				{t("by", { name: nameOf(by), date: clock.full(createdAt) })}
			</p>
			{note && (
				<p dir="auto" className="mt-1 ps-6 text-meta whitespace-pre-line text-text-muted wrap-anywhere">
					{note}
				</p>
			)}
		</div>
	);
}
