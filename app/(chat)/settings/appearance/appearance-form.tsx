"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useEffect, useState, useTransition } from "react";
import { useLocale } from "use-intl/react";
import { type Locale, localeCookie, localeNames, locales, pickLocale } from "@/app/_i18n/locale";
import { useTranslations } from "@/app/_i18n/use-translations";
import { RadioCards } from "@/app/_ui/radio-cards";
import { LookChoices } from "./look-choices";

const yearSeconds = 365 * 24 * 3600;

/** Both settings are stored on this device and apply at once. */
export function AppearanceForm() {
	const t = useTranslations("settings");
	const router = useRouter();
	const locale = useLocale();
	const { theme, setTheme } = useTheme();
	const [wanted, setWanted] = useState<Locale>(pickLocale(locale, null));
	const [, startChange] = useTransition();
	// The server does not know the theme: until scripts run no choice is marked.
	const [isHere, setIsHere] = useState(false);
	useEffect(() => setIsHere(true), []);
	const chooseLanguage = (next: Locale) => {
		setWanted(next);
		// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from Firefox ESR and needs TLS, which a home server may lack.
		document.cookie = `${localeCookie}=${next}; path=/; max-age=${yearSeconds}; samesite=lax`;
		startChange(() => router.refresh());
	};
	return (
		<div className="relative grid gap-8">
			<RadioCards
				label={t("theme")}
				hint={t("themeText")}
				columns="sm:grid-cols-3"
				value={isHere ? (theme ?? "system") : ""}
				onChange={setTheme}
				options={[
					{ value: "system", label: t("system"), icon: <Monitor size="1.125rem" aria-hidden="true" /> },
					{ value: "light", label: t("light"), icon: <Sun size="1.125rem" aria-hidden="true" /> },
					{ value: "dark", label: t("dark"), icon: <Moon size="1.125rem" aria-hidden="true" /> },
				]}
			/>
			<LookChoices />
			<RadioCards
				label={t("language")}
				hint={t("languageText")}
				columns="sm:grid-cols-3"
				value={wanted}
				onChange={chooseLanguage}
				options={locales.map((each) => ({ value: each, label: <span lang={each}>{localeNames[each]}</span> }))}
			/>
		</div>
	);
}
