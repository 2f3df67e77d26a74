"use client";

import { Plus, X } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { IconButton } from "@/app/_ui/icon-button";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import { TextField } from "@/app/_ui/text-field";
import type { MessageInput } from "@/lib/realtime/protocol";
import { useUnsent } from "../channels/unsent";

type Props = { channelId: number; onClose: () => void };
type Answer = { key: string; text: string };

const most = { question: 300, answer: 100, answers: 10 };
const hourMs = 3_600_000;
const ends = [
	["endsIn.never", 0],
	["endsIn.hour", 1],
	["endsIn.day", 24],
	["endsIn.threeDays", 72],
	["endsIn.week", 168],
] as const;

/** Creates a poll. A repeated request creates only one. */
export function PollDialog({ channelId, onClose: onClosed }: Props) {
	const t = useTranslations("acts");
	const errorText = useErrorMessage();
	const [nonce] = useState(uuid);
	const [question, setQuestion] = useState("");
	const [answers, setAnswers] = useState<Answer[]>(() => [blank(), blank()]);
	const [multiple, setMultiple] = useState(false);
	const [hours, setHours] = useState(0);
	const [tried, setTried] = useState(false);
	const [busy, setBusy] = useState(false);
	const [failure, setFailure] = useState<string | null>(null);
	const form = useRef<HTMLFormElement>(null);
	const list = useRef<HTMLFieldSetElement>(null);

	const given = answers.map(({ text }) => text.trim());
	const filled = given.filter((text) => text !== "");
	const firstEmpty = given.indexOf("");
	const isDouble = (index: number) => given[index] !== "" && given.indexOf(given[index] ?? "") < index;
	const questionError = question.trim() === "" ? t("questionMissing") : undefined;
	const answerErrors = given.map((_, index) =>
		isDouble(index) ? t("answerDouble") : filled.length < 2 && index === firstEmpty ? t("answersMissing") : undefined,
	);

	const forget = useUnsent({
		text: [question, ...given].filter((text) => text.trim() !== "").join("\n"),
	});
	const onClose = () => {
		forget();
		onClosed();
	};

	const submit = async () => {
		setTried(true);
		if (busy) return;
		if (questionError || answerErrors.some(Boolean)) {
			requestAnimationFrame(() => form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus());
			return;
		}
		setBusy(true);
		setFailure(null);
		const endsAt = hours === 0 ? null : new Date(Date.now() + hours * hourMs).toISOString();
		const message: MessageInput = {
			nonce,
			content: "",
			poll: { question: question.trim(), options: filled, multiple, endsAt },
		};
		try {
			await api.post(`/api/channels/${channelId}/messages`, message);
			onClose();
		} catch (error) {
			setFailure(errorText(error));
			setBusy(false);
		}
	};
	const add = () => {
		setAnswers([...answers, blank()]);
		requestAnimationFrame(() => [...(list.current?.querySelectorAll("input") ?? [])].at(-1)?.focus());
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			title={t("pollTitle")}
			text={t("pollText")}
			dirty={question !== "" || filled.length > 0}
		>
			<form
				ref={form}
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					void submit();
				}}
				className="grid gap-4"
			>
				{failure && <Alert tone="danger">{failure}</Alert>}
				<TextField
					label={t("question")}
					value={question}
					maxLength={most.question}
					autoComplete="off"
					error={tried ? questionError : undefined}
					onChange={(event) => setQuestion(event.target.value)}
				/>
				<fieldset ref={list} className="grid min-w-0 gap-2">
					<legend className="sr-only">{t("answers")}</legend>
					{answers.map(({ key, text }, index) => (
						<TextField
							key={key}
							label={t("answer", { number: index + 1 })}
							value={text}
							maxLength={most.answer}
							autoComplete="off"
							error={tried ? answerErrors[index] : undefined}
							onChange={(event) =>
								setAnswers(answers.map((one) => (one.key === key ? { key, text: event.target.value } : one)))
							}
							trailing={
								answers.length > 2 && (
									<IconButton
										small
										type="button"
										label={t("removeAnswer", { number: index + 1 })}
										onClick={() => setAnswers(answers.filter((one) => one.key !== key))}
										className="me-1"
									>
										<X size="1rem" aria-hidden="true" />
									</IconButton>
								)
							}
						/>
					))}
					{answers.length < most.answers && (
						<Button variant="ghost" size="small" onClick={add} className="justify-self-start">
							<Plus size="1rem" aria-hidden="true" />
							{t("addAnswer")}
						</Button>
					)}
				</fieldset>
				<Select label={t("ends")} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
					{ends.map(([name, after]) => (
						<option key={name} value={after}>
							{t(name)}
						</option>
					))}
				</Select>
				<Switch label={t("several")} checked={multiple} onChange={setMultiple} />
				<DialogActions>
					<Button onClick={onClose}>{t("cancel")}</Button>
					<Button type="submit" variant="primary" busy={busy}>
						{t("ask")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}

const blank = (): Answer => ({ key: uuid(), text: "" });
