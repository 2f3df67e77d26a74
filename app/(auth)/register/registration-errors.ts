"use client";

import { usePasswordError } from "@/app/_client/account/use-password-error";
import type { ApiError } from "@/app/_client/api";
import { useTranslations } from "@/app/_i18n/use-translations";

export type Registration = { displayName: string; username: string; password: string; email: string; code: string };
type FieldErrors = Partial<Record<keyof Registration, string | undefined>>;

/** The error of each field: what can be checked while typing, otherwise the server's error for it. */
export function useRegistrationErrors(
	form: Registration,
	failure: ApiError | undefined,
	{ needsEmail, needsCode }: { needsEmail: boolean; needsCode: boolean },
): FieldErrors & { typed: FieldErrors; isNamed: boolean } {
	const t = useTranslations("auth");
	const passwordError = usePasswordError();
	const username = form.username.trim().toLowerCase();
	const typed: FieldErrors = {
		displayName: [...form.displayName.trim()].length > 100 ? t("displayNameLong") : undefined,
		username: usernameError(),
		password: passwordError(form.password),
		email: needsEmail && !/^[^\s@]+@[^\s@]+$/.test(form.email.trim()) ? t("emailMissing") : undefined,
		code: needsCode && !form.code.trim() ? t("registrationCodeMissing") : undefined,
	};
	const refused = refusedFields();
	return { ...refused, ...dropUndefined(typed), typed: dropUndefined(typed), isNamed: Object.keys(refused).length > 0 };

	function refusedFields(): FieldErrors {
		if (failure?.code === "username_taken")
			return { username: t("usernameTaken", { username, suggestion: suggest(username) }) };
		if (needsCode && failure?.code === "invite_not_found") return { code: t("registrationCodeWrong") };
		if (needsCode && failure?.code === "invite_ended") return { code: t("registrationCodeEnded") };
		const { password, email, ...rest } = failure?.fields ?? {};
		return {
			...rest,
			...(password && { password: t("passwordGuessable") }),
			...(email && { email: t("emailRefused") }),
		};
	}

	function usernameError(): string | undefined {
		if (!username) return t("usernameMissing");
		if (!/^[a-z0-9_.]*$/.test(username)) return t("usernameShape");
		if (username.length < 2) return t("usernameShort");
		if (username.length > 32) return t("usernameLong");
		// Also checks the ends and the dots, as the server does (lib/users/username.ts).
		return /^[a-z0-9].*[a-z0-9]$/.test(username) && !username.includes("..") ? undefined : t("usernameEnds");
	}
}

/** A similar username, always the same, which may be free. */
function suggest(username: string): string {
	const tail = [...username].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 97, 7);
	return `${username.slice(0, 28)}_${tail}`;
}

const dropUndefined = (errors: FieldErrors): FieldErrors =>
	Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== undefined));
