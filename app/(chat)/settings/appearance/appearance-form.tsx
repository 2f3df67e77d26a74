"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { useLocale } from "use-intl/react";
import { useSaveSettings } from "@/app/_client/account-settings/use-settings";
import { type Locale, localeNames, locales, pickLocale } from "@/app/_i18n/locale";
import { useTranslations } from "@/app/_i18n/use-translations";
import { RadioCards } from "@/app/_ui/radio-cards";
import { LookChoices } from "./look-choices";

const themes = ["system", "light", "dark"] as const;

/** Each choice applies at once, on all of the user's devices. */
export function AppearanceForm() {
	const t = useTranslations("settings");
	const locale = useLocale();
	const { theme } = useTheme();
	const save = useSaveSettings();
	const [wanted, setWanted] = useState<Locale>(pickLocale(locale, null));
	// The server does not know the theme: until scripts run no choice is marked.
	const [isHere, setIsHere] = useState(false);
	useEffect(() => setIsHere(true), []);
	// The page is in the new language once the account has it (settings-sync.tsx).
	const chooseLanguage = (language: Locale) => {
		setWanted(language);
		save({ language });
	};
	return (
		<div className="relative grid gap-8">
			<RadioCards
				label={t("theme")}
				hint={t("themeText")}
				columns="sm:grid-cols-3"
				value={isHere ? (themes.find((each) => each === theme) ?? "system") : ""}
				onChange={(next) => next && save({ theme: next })}
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
