"use client";

import { useRef, useState } from "react";
import { ApiError, api, asApiError } from "@/app/_client/api";
import { nameFromFile } from "@/app/_client/emoji/name-from-file";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Emoji } from "@/lib/realtime/protocol";

type Failure = { key: number; file: string; text: string };

const maxBytes = 512 * 1024;
/** The longest wait for a rate limit. */
const longestWaitMs = 10_000;

/** Uploads pictures one after another, and keeps the files that failed with the reason. */
export function useEmojiUploads(serverId: number, emoji: readonly Emoji[], onAdded: (added: Emoji) => void) {
	const t = useTranslations("serverEmoji");
	const pictures = useTranslations("pictures");
	const errorText = useErrorMessage();
	const toast = useToast();
	const [waiting, setWaiting] = useState(0);
	const [failures, setFailures] = useState<Failure[]>([]);
	const names = useRef(new Set<string>());
	const running = useRef(Promise.resolve());
	const keys = useRef(0);

	const textOf = (error: unknown) => {
		const { code, fields } = asApiError(error);
		if (code === "too_large") return t("tooLarge");
		if (code === "unsupported_media_type") return pictures("notPicture");
		if (code === "name_taken") return t("nameTakenMeanwhile");
		return "file" in fields ? t("broken") : errorText(error);
	};
	const upload = async (file: File) => {
		const name = nameFromFile(file.name, names.current);
		names.current.add(name);
		try {
			if (file.size > maxBytes) throw new ApiError({ code: "too_large", message: "" }, 413);
			const form = new FormData();
			form.set("name", name);
			form.set("file", file);
			const send = () => api.post<{ emoji: Emoji }>(`/api/servers/${serverId}/emoji`, form);
			const { emoji: added } = await send().catch(async (error) => {
				const { code, retryAfterMs = longestWaitMs } = asApiError(error);
				if (code !== "rate_limited" || retryAfterMs >= longestWaitMs) throw error;
				await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
				return send();
			});
			onAdded(added);
			return true;
		} catch (error) {
			names.current.delete(name);
			const failure = { key: ++keys.current, file: file.name, text: textOf(error) };
			setFailures((all) => [...all, failure]);
			return false;
		}
	};
	const add = (files: File[]) => {
		if (files.length === 0) return;
		setFailures([]);
		setWaiting((count) => count + files.length);
		running.current = running.current.then(async () => {
			let added = 0;
			for (const { name } of emoji) names.current.add(name);
			for (const file of files) {
				if (await upload(file)) added++;
				setWaiting((count) => count - 1);
			}
			if (added > 0) toast({ text: t("added", { count: added }) });
		});
	};
	return { add, waiting, failures };
}
