"use client";

import { usePreferences } from "@/app/_client/account/use-preferences";
import { useMac } from "@/app/_client/platform";
import { useTranslations } from "@/app/_i18n/use-translations";
import { RadioCards } from "@/app/_ui/radio-cards";
import { Switch } from "@/app/_ui/switch";
import { SavedNote, useSaved } from "../appearance/look-choices";

/** Keyboard and screen reader settings. */
export function HandChoices() {
	const t = useTranslations("people.hands");
	const preferences = usePreferences();
	const [saved, save] = useSaved();
	const mod = useMac() ? "⌘" : "Ctrl";
	return (
		<div className="relative grid gap-8 pb-2">
			<Switch
				label={t("letters")}
				text={t("lettersText")}
				checked={preferences.letters === "on"}
				onChange={(on) => save({ letters: on ? "on" : "off" })}
			/>
			<RadioCards
				label={t("send")}
				hint={t("sendHint")}
				value={preferences.sendWith}
				onChange={(sendWith) => save({ sendWith })}
				options={[
					{ value: "enter", label: t("enter"), text: t("enterText") },
					{ value: "mod", label: t("mod", { mod }), text: t("modText") },
				]}
			/>
			<RadioCards
				label={t("announce")}
				hint={t("announceText")}
				columns="sm:grid-cols-3"
				value={preferences.announce}
				onChange={(announce) => save({ announce })}
				options={[
					{ value: "all", label: t("all") },
					{ value: "mentions", label: t("mentions") },
					{ value: "off", label: t("off") },
				]}
			/>
			<SavedNote count={saved} />
		</div>
	);
}
