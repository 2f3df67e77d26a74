"use client";

import { type FormEvent, useState } from "react";
import { signIn } from "@/app/_client/account/sign-in";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useSubmit } from "@/app/_client/forms/use-submit";
import type { AwaitedStep } from "@/lib/realtime/protocol";
import { type Registration, useRegistrationErrors } from "./registration-errors";
import { useProofOfWork } from "./use-proof-of-work";

const blank: Registration = { displayName: "", username: "", password: "", email: "", code: "" };
const fieldsInOrder = ["code", "displayName", "username", "email", "password"] as const;

type Options = {
	callback: string;
	needsEmail: boolean;
	needsCode: boolean;
	/** The instance asks for the solution of a challenge. */
	needsWork: boolean;
	/** The code of the link that led here, until the user types another one. */
	linkCode: string;
	/** Further fields of the request. */
	extra: object;
	/** The account exists, and its user has signed in. */
	onSignedIn?: () => void;
};

/** The form of a new account: its fields with their errors, and what comes after it is sent. */
export function useRegistration(options: Options) {
	const { callback, needsEmail, needsCode, needsWork, linkCode, extra, onSignedIn } = options;
	const [typed, setTyped] = useState(blank);
	const [tried, setTried] = useState(false);
	const [stranded, setStranded] = useState(false);
	const [awaits, setAwaits] = useState<AwaitedStep[]>();
	const work = useProofOfWork(needsWork);
	const form = { ...typed, code: typed.code || linkCode };
	const { busy, failure, submit } = useSubmit(async () => {
		const [displayName, username, email, code] = [form.displayName, form.username, form.email, form.code].map((text) =>
			text.trim(),
		) as [string, string, string, string];
		const wanted = {
			username,
			password: form.password,
			...(displayName && { displayName }),
			...(needsEmail && { email }),
			...(needsCode && { code }),
			...extra,
		};
		const answer = await work.send((solution) =>
			api.post<{ awaits?: AwaitedStep[] }>("/api/account", { ...wanted, ...(solution && { solution }) }),
		);
		if (answer.awaits) return setAwaits(answer.awaits);
		try {
			await signIn(username, form.password);
		} catch {
			setStranded(true);
			return;
		}
		onSignedIn?.();
		location.assign(callback);
		await new Promise(() => {});
	});
	const errors = useRegistrationErrors(form, failure, { needsEmail, needsCode });
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const wrong = fieldsInOrder.find((field) => errors.typed[field]);
		if (!wrong) return void submit();
		focusField(event.currentTarget, wrong);
	};
	return {
		form,
		change: (part: Partial<Registration>) => {
			setTyped({ ...typed, ...part });
			work.begin();
		},
		errorOf: (field: keyof Registration) => (tried ? errors[field] : undefined),
		/** A failure that belongs to none of the fields. */
		failure: errors.isNamed ? undefined : failure,
		work: work.state,
		...{ busy, stranded, awaits, onSubmit },
	};
}

export type RegistrationForm = ReturnType<typeof useRegistration>;
