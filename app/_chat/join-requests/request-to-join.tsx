"use client";

import { Clock3 } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { ApiError } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useOwnRequest, useWithdrawRequest } from "@/app/_client/join-requests/use-own-requests";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextArea } from "@/app/_ui/text-field";
import { JoinRefusal } from "./join-refusal";

type Props = {
	server: { id: number; name: string };
	/** Empty if the server asks nothing. */
	question: string;
	/** Sends the request; rejects with the ApiError. */
	onSend: (answer: string) => Promise<unknown>;
};

/** The way into a server where somebody has to approve: a question to answer, then a request that waits. */
export function RequestToJoin({ server, question, onSend }: Props) {
	const t = useTranslations("joining");
	const request = useOwnRequest(server.id);
	const [answer, setAnswer] = useState("");
	const { busy, failure, submit } = useSubmit(() => onSend(answer));
	if (request?.state === "pending") return <SentRequest server={server} />;
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-3">
			{request && <RefusedRequest reason={request.reason} />}
			{question === "" ? (
				<p className="text-sm text-text-muted">{t("approvalText")}</p>
			) : (
				<TextArea
					label={question}
					hint={t("answerHint")}
					rows={3}
					maxLength={1000}
					value={answer}
					onChange={(event) => setAnswer(event.target.value)}
				/>
			)}
			{failure && <RequestFailure failure={failure} />}
			<Button type="submit" variant="primary" size="large" className="w-full" busy={busy} busyLabel={t("sending")}>
				{t("send")}
			</Button>
		</form>
	);
}

const hourMs = 3_600_000;

function RequestFailure({ failure }: { failure: ApiError }) {
	const t = useTranslations("joining");
	const { code, retryAfterMs = 0 } = failure;
	if (code !== "rate_limited" || retryAfterMs < hourMs) return <JoinRefusal failure={failure} />;
	return <Alert tone="danger">{t("askAgainIn", { count: Math.ceil(retryAfterMs / hourMs) })}</Alert>;
}

function RefusedRequest({ reason }: { reason: string | null }) {
	const t = useTranslations("joining");
	return (
		<Alert tone="danger">
			{t("refused")} {reason && <bdi>{reason}</bdi>}
		</Alert>
	);
}

function SentRequest({ server }: { server: Props["server"] }) {
	const t = useTranslations("joining");
	const withdraw = useWithdrawRequest();
	const { busy, failure, submit } = useSubmit(() => withdraw(server.id));
	return (
		<div className="grid gap-2.5">
			<p role="status" className="flex gap-2 font-semibold">
				<Clock3 size="1rem" aria-hidden="true" className="mt-0.5 shrink-0 text-ember-text" />
				{t("sent")}
			</p>
			<p dir="auto" className="text-sm text-text-muted wrap-anywhere">
				{t("sentText", { name: server.name })}
			</p>
			{failure && <JoinRefusal failure={failure} />}
			<Button size="small" busy={busy} busyLabel={t("withdrawing")} onClick={() => void submit()}>
				{t("withdraw")}
			</Button>
		</div>
	);
}
