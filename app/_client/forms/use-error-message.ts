"use client";

import { useCallback } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { asApiError } from "../api";

/** The error message in the user's language; an unknown code falls back to the server's own sentence. */
export function useErrorMessage(): (error: unknown) => string {
	const t = useTranslations("errors");
	return useCallback(
		(error) => {
			const { code, message, retryAfterMs, wire } = asApiError(error);
			// The rule's own sentence, in the words of those who run the server.
			if (code === "blocked_by_rule" && message) return message;
			const key = code as Parameters<typeof t.has>[0];
			const { quota = "", limit = 0 } = wire;
			const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 1000) / 1000));
			return t.has(key) ? t(key, { seconds, quota, limit }) : message;
		},
		[t],
	);
}
