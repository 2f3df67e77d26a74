"use client";

import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useEffect } from "react";
import { useSWRConfig } from "swr";
import { useLocale } from "use-intl/react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { applyToDevice } from "@/app/_client/account-settings/apply-to-device";
import { foldRail } from "@/app/_client/account-settings/fold-rail";
import { unsavedSettings, useFlushSettings } from "@/app/_client/account-settings/use-settings";
import { usePhase } from "@/app/_client/realtime/socket-provider";
import { storeLocale } from "@/app/_i18n/store-locale";

/** Makes the settings of the account those of this browser, and sends the account what was chosen without a connection. */
export function SettingsSync() {
	const { id, settings } = useViewer() ?? {};
	const phase = usePhase();
	const flush = useFlushSettings();
	const { setTheme } = useTheme();
	const locale = useLocale();
	const router = useRouter();
	const { mutate } = useSWRConfig();
	useEffect(() => {
		// A failure was shown when the user made the choice; the next connection is another attempt.
		if (phase === "connected") flush().catch(() => {});
	}, [phase, flush]);
	useEffect(() => {
		if (id === undefined || !settings) return;
		const unsaved = unsavedSettings(id);
		applyToDevice({ ...settings, ...unsaved }, setTheme);
		// After a reconnection the account is read before it has what was chosen meanwhile.
		if (unsaved.rail && JSON.stringify(unsaved.rail) !== JSON.stringify(settings.rail)) foldRail(mutate, unsaved.rail);
	}, [id, settings, setTheme, mutate]);
	const language = settings?.language;
	useEffect(() => {
		if (language === undefined || language === locale) return;
		storeLocale(language);
		router.refresh();
	}, [language, locale, router]);
	return null;
}
