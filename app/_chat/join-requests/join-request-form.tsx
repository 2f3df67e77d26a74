"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import type { ApiError } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { answerMissing, maxAnswer } from "@/app/_client/join-requests/join-form";
import type { JoinForm } from "@/app/_client/servers/use-membership";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { FieldNote } from "@/app/_ui/field";
import { TextArea } from "@/app/_ui/text-field";
import type { OwnJoinRequest } from "@/lib/realtime/protocol";
import { RuleList } from "../servers/server-front";
import { JoinRefusal } from "./join-refusal";

export type Asked = {
	/** Empty if the server asks nothing. */
	question: string;
	/** The rules to accept, none where they stand elsewhere, and their version. */
	rules: readonly string[];
	rulesVersion: number;
};

type Props = {
	asked: Asked;
	/** The user's latest request that waits or was refused. */
	request: OwnJoinRequest | undefined;
	/** The user has just asked for this form. */
	autoFocus?: boolean;
	answer: string;
	onAnswer: (answer: string) => void;
	/** Sends the request; rejects with the ApiError. */
	onSend: (form: JoinForm) => Promise<unknown>;
};

/** The form of a request to join a server: the answer to its question, and the acceptance of its rules. */
export function JoinRequestForm({ asked, request, autoFocus, answer, onAnswer, onSend }: Props) {
	const { question, rules, rulesVersion } = asked;
	const t = useTranslations("joining");
	const form = useRef<HTMLFormElement>(null);
	const [accepts, setAccepts] = useState(false);
	const [tried, setTried] = useState(false);
	const hasRules = rules.length > 0;
	const { busy, failure, submit } = useSubmit(() => onSend({ answer, ...(hasRules && { acceptRules: rulesVersion }) }));
	const isUnanswered = tried && answerMissing(question, answer);
	const isUnaccepted = tried && hasRules && !accepts;
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (answerMissing(question, answer)) form.current?.querySelector("textarea")?.focus();
		else if (hasRules && !accepts) form.current?.querySelector("input")?.focus();
		else void submit();
	};
	return (
		<form ref={form} noValidate onSubmit={onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
			{request?.state === "refused" && <RefusedRequest reason={request.reason} />}
			{question === "" ? (
				<p className="text-sm text-text-muted">{t("approvalText")}</p>
			) : (
				<TextArea
					label={<bdi className="wrap-anywhere">{question}</bdi>}
					aside={
						<span className="whitespace-nowrap">{t("answerCount", { count: answer.length, max: maxAnswer })}</span>
					}
					hint={t("answerHint")}
					error={isUnanswered ? t("answerMissing") : undefined}
					autoFocus={autoFocus}
					rows={3}
					maxLength={maxAnswer}
					value={answer}
					onChange={(event) => onAnswer(event.target.value)}
				/>
			)}
			{hasRules && <AcceptRules rules={rules} accepts={accepts} isMissing={isUnaccepted} onChange={setAccepts} />}
			{failure && <RequestFailure failure={failure} />}
			<Button type="submit" variant="primary" size="large" className="w-full" busy={busy} busyLabel={t("sending")}>
				{t("send")}
			</Button>
		</form>
	);
}

type AcceptProps = {
	rules: readonly string[];
	accepts: boolean;
	isMissing: boolean;
	onChange: (accepts: boolean) => void;
};

function AcceptRules({ rules, accepts, isMissing, onChange }: AcceptProps) {
	const t = useTranslations("joining");
	const heading = useTranslations("rules")("heading");
	const id = useId();
	return (
		<section aria-labelledby={id} className="min-w-0">
			<h3 id={id} className="mb-1.5 text-meta font-semibold">
				{heading}
			</h3>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
			<div tabIndex={0} className="ring-inward max-h-48 overflow-y-auto rounded-md border bg-surface px-3 py-2.5">
				<RuleList rules={rules} />
			</div>
			<label className="mt-2 flex min-h-9 cursor-pointer items-center gap-2.5 text-sm font-semibold max-md:min-h-11">
				<input
					type="checkbox"
					checked={accepts}
					aria-invalid={isMissing || undefined}
					aria-describedby={isMissing ? `${id}-missing` : undefined}
					onChange={({ target }) => onChange(target.checked)}
					className="size-4 shrink-0 accent-ember"
				/>
				{t("acceptRules")}
			</label>
			{isMissing && (
				<FieldNote id={`${id}-missing`} isError>
					{t("acceptMissing")}
				</FieldNote>
			)}
		</section>
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
