"use client";

import { useState } from "react";
import { PersonRow } from "@/app/_chat/settings/person-row";
import { asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { type Decision, useDecide } from "@/app/_client/join-requests/use-join-requests";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { JoinRequest, Server } from "@/lib/realtime/protocol";
import { DeclineDialog } from "./decline-dialog";

type Props = { server: Server; request: JoinRequest; onDecided: () => void };

/** A request to join: who asks, what they answered, and the decision. */
export function RequestRow({ server, request, onDecided }: Props) {
	const t = useTranslations("joinRequests");
	const { clock } = useDateFormat();
	const { user, answer, state, throughInvite, reason, createdAt, decidedBy, decidedAt } = request;
	const by = useName(decidedBy);
	return (
		<PersonRow
			user={user}
			facts={t("facts", { username: user.username, created: clock.date(user.createdAt) })}
			actions={state === "pending" && <Buttons server={server} request={request} onDecided={onDecided} />}
		>
			{answer && (
				<p dir="auto" className="mt-1.5 whitespace-pre-line wrap-anywhere">
					{answer}
				</p>
			)}
			<p className="mt-1.5 text-meta text-text-faint">
				{throughInvite
					? t("askedThroughInvite", { date: clock.full(createdAt) })
					: t("asked", { date: clock.full(createdAt) })}
			</p>
			{decidedAt && state !== "pending" && state !== "withdrawn" && (
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{decidedBy && t("decidedBy", { name: by, date: clock.full(decidedAt) })} {reason}
				</p>
			)}
		</PersonRow>
	);
}

function Buttons({ server, request: { id, user }, onDecided }: Props) {
	const t = useTranslations("joinRequests");
	const toast = useToast();
	const errorText = useErrorMessage();
	const decide = useDecide(server.id);
	const [declining, setDeclining] = useState(false);
	const { busy, submit } = useSubmit(async (decision: Decision) => {
		try {
			await decide(id, decision);
			toast({ text: t(decision.state === "approved" ? "approvedToast" : "declinedToast", { name: user.displayName }) });
		} catch (error) {
			const { code } = asApiError(error);
			const isGone = code === "conflict" || code === "join_request_not_found";
			const cannot = code === "forbidden" && t("cannotJoin", { name: user.displayName });
			toast({ tone: "error", text: isGone ? t("decidedElsewhere") : cannot || errorText(error) });
			if (!isGone) return;
		}
		setDeclining(false);
		onDecided();
	});
	return (
		<div className="flex shrink-0 gap-2 max-sm:w-full max-sm:ps-12">
			<Button
				size="small"
				variant="primary"
				busy={busy && !declining}
				busyLabel={t("approving")}
				aria-label={t("approveFor", { name: user.displayName })}
				onClick={() => void submit({ state: "approved" })}
			>
				{t("approve")}
			</Button>
			<Button size="small" aria-label={t("declineFor", { name: user.displayName })} onClick={() => setDeclining(true)}>
				{t("decline")}
			</Button>
			{declining && (
				<DeclineDialog
					name={user.displayName}
					busy={busy}
					onClose={() => setDeclining(false)}
					onDecline={(reason) => void submit({ state: "refused", ...(reason && { reason }) })}
				/>
			)}
		</div>
	);
}
