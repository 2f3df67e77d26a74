"use client";

import { CircleCheck, CircleDot } from "lucide-react";
import { useCaseReasons } from "@/app/_chat/cases/use-case-reasons";
import { ReasonAndNote } from "@/app/_chat/moderation/reason-and-note";
import { UndoButton } from "@/app/_chat/moderation/undo-button";
import { Face, PersonName } from "@/app/_chat/users/avatar-palettes";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { ActionKind, CaseDetails, Server } from "@/lib/realtime/protocol";
import { CaseButtons } from "../case-buttons";
import { AssigneeMenu } from "./assignee-menu";
import { CaseEscalation } from "./case-escalation";

type Props = {
	server: Server;
	of: CaseDetails;
	onChanged: () => void;
	/** Reads the case again and leaves the focus where it is. */
	again: () => Promise<unknown>;
	onModerate: (kind: ActionKind) => void;
};

/** Whom a case is about, and why; then what is to be decided, or how it was. */
export function CaseHeader({ server, of, onChanged, again, onModerate }: Props) {
	const t = useTranslations("cases");
	const reasonsOf = useCaseReasons();
	const { clock } = useDateFormat();
	const { state, subject, openedAt } = of;
	return (
		<section className="pb-6">
			<div className="flex items-start gap-3">
				<Face person={subject} size={44} />
				<div className="min-w-0 flex-1">
					<h2 dir="auto" className="text-section leading-6 font-bold wrap-anywhere">
						<PersonName person={subject} />
					</h2>
					<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
						{t("facts", { username: subject.username, reasons: reasonsOf(of) })}
					</p>
					<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
						{t("opened", { date: clock.full(openedAt) })}
					</p>
				</div>
			</div>
			<Decision server={server} of={of} onUndone={onChanged} />
			<CaseEscalation server={server} of={of} onChanged={onChanged} />
			{state === "open" && (
				<div className="mt-3 grid gap-4">
					{!server.freeze && <AssigneeMenu serverId={server.id} of={of} onChanged={again} />}
					<CaseButtons server={server} of={of} onDecided={onChanged} onModerate={onModerate} />
				</div>
			)}
		</section>
	);
}

type DecisionProps = { server: Server; of: CaseDetails; onUndone: () => void };

/** The state of the case, announced when it changes; with the action that has decided it, which can be undone. */
function Decision({ server, of, onUndone }: DecisionProps) {
	const t = useTranslations("cases");
	const moderation = useTranslations("moderation");
	const { clock } = useDateFormat();
	const nameOf = useNameOf();
	const { outcome, resolvedBy, resolvedAt, action, assignedTo } = of;
	const Icon = outcome ? CircleCheck : CircleDot;
	const names = { name: resolvedBy ? nameOf(resolvedBy) : "", date: resolvedAt ? clock.full(resolvedAt) : "" };
	return (
		<div className="mt-4 rounded-lg border px-3 py-2.5">
			<div className="flex flex-wrap items-center gap-x-3 gap-y-2">
				<p
					role="status"
					dir="auto"
					className="flex min-w-0 flex-1 basis-48 items-start gap-2 font-semibold wrap-anywhere"
				>
					<Icon size="1rem" aria-hidden="true" className="mt-0.5 shrink-0 text-text-muted" />
					<span className="min-w-0">{outcome ? t(`decided.${outcome}`, names) : t("isOpen")}</span>
				</p>
				{action && <UndoButton server={server} action={action} onUndone={onUndone} />}
			</div>
			{action && (
				<div className="mt-1 ps-6">
					<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
						{moderation(`actions.${action.kind}`)}
						{action.until && ` · ${moderation("until", { until: clock.full(action.until) })}`}
						{action.removed > 0 && ` · ${moderation("removedCount", { count: action.removed })}`}
					</p>
					<ReasonAndNote reason={action.reason} note={action.note} />
				</div>
			)}
			{outcome && assignedTo && (
				<p dir="auto" className="mt-1 ps-6 text-meta text-text-faint wrap-anywhere">
					{t("wasAssignedTo", { name: nameOf(assignedTo) })}
				</p>
			)}
		</div>
	);
}
