"use client";

import { useTheme } from "next-themes";
import { useCallback } from "react";
import { useSWRConfig } from "swr";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { AccountSettings } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { api, asApiError } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { deviceStorage } from "../safe-storage";
import { applyToDevice } from "./apply-to-device";
import { foldSettings } from "./fold-settings";
import { isRefusal, SettingsSaver, unsavedKey } from "./settings-saver";

const path = "/api/account/settings";
const savers = new Map<number, SettingsSaver>();

function saverOf(userId: number): SettingsSaver {
	const known = savers.get(userId);
	if (known) return known;
	const saver = new SettingsSaver({
		key: unsavedKey(userId),
		storage: deviceStorage(),
		put: (settings) => api.put(path, settings),
		isRefusal: (error) => isRefusal(asApiError(error)),
	});
	savers.set(userId, saver);
	return saver;
}

/** The choices of this device that the account does not have yet. */
export const unsavedSettings = (userId: number): AccountSettings => saverOf(userId).unsaved();

/** Sends the account the choices that it does not have yet. Rejects if that fails. */
export function useFlushSettings(): (change?: AccountSettings) => Promise<void> {
	const userId = useViewer()?.id;
	const { mutate } = useSWRConfig();
	return useCallback(
		async (change = {}) => {
			if (userId === undefined) return;
			try {
				const answer = await saverOf(userId).save(change);
				if (answer) foldSettings(mutate, answer);
			} catch (error) {
				// The settings of the account come back in place of the refused ones.
				if (isRefusal(asApiError(error))) void mutate("/api/account");
				throw error;
			}
		},
		[userId, mutate],
	);
}

/**
 * Makes a choice on this device at once, and on the user's others. Without a connection it counts here, and follows when
 * the connection is back.
 */
export function useSaveSettings(): (change: AccountSettings) => void {
	const t = useTranslations("settings");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { setTheme } = useTheme();
	const flush = useFlushSettings();
	return useCallback(
		(change) => {
			applyToDevice(change, setTheme);
			flush(change).catch((error) => {
				const known = asApiError(error);
				toast({ tone: "error", text: isRefusal(known) ? errorText(known) : t("notSynced") });
			});
		},
		[flush, setTheme, toast, errorText, t],
	);
}
