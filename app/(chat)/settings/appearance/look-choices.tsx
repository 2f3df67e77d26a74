"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import { choices } from "@/app/_client/account/preferences";
import { usePreferences } from "@/app/_client/account/use-preferences";
import { useSaveSettings } from "@/app/_client/account-settings/use-settings";
import { useTranslations } from "@/app/_i18n/use-translations";
import { RadioCards } from "@/app/_ui/radio-cards";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import type { AccountSettings } from "@/lib/realtime/protocol";

/** The appearance on all of the user's devices; each choice applies at once. */
export function LookChoices() {
	const t = useTranslations("people.look");
	const preferences = usePreferences();
	const [saved, save] = useSaved();
	return (
		<>
			<RadioCards
				label={t("density")}
				value={preferences.density}
				onChange={(density) => save({ density })}
				options={[
					{ value: "cosy", label: t("cosy"), text: t("cosyText") },
					{ value: "compact", label: t("compact"), text: t("compactText") },
				]}
			/>
			<Select
				label={t("textSize")}
				value={preferences.textSize}
				onChange={({ target }) => save({ textSize: target.value as typeof preferences.textSize })}
			>
				{choices.textSize
					.toSorted((a, b) => Number(a) - Number(b))
					.map((size) => (
						<option key={size} value={size}>
							{t("percent", { percent: Number(size) / 100 })}
						</option>
					))}
			</Select>
			<RadioCards
				label={t("clock")}
				value={preferences.clock}
				onChange={(clock) => save({ clock })}
				options={[
					{ value: "24", label: t("clock24") },
					{ value: "12", label: t("clock12") },
				]}
			/>
			<Switch
				label={t("links")}
				text={t("linksText")}
				checked={preferences.links === "underlined"}
				onChange={(on) => save({ links: on ? "underlined" : "plain" })}
			/>
			<Switch
				label={t("motion")}
				text={t("motionText")}
				checked={preferences.motion === "reduced"}
				onChange={(on) => save({ motion: on ? "reduced" : "system" })}
			/>
			<SavedNote count={saved} />
		</>
	);
}

/** Saves a choice, and counts saves for SavedNote. */
export function useSaved(): [count: number, save: (change: AccountSettings) => void] {
	const [count, setCount] = useState(0);
	const saveSettings = useSaveSettings();
	const save = (change: AccountSettings) => {
		saveSettings(change);
		setCount((before) => before + 1);
	};
	return [count, save];
}

/** Shows "Saved" for a moment at the top of the visible choices. Their box must be positioned. */
export function SavedNote({ count }: { count: number }) {
	const t = useTranslations("people.look");
	return (
		<div className="pointer-events-none absolute inset-y-0 end-0">
			<p role="status" className="sticky top-3 -mt-3 text-meta font-semibold text-success-text">
				{count > 0 && (
					<span key={count} className="momentary flex items-center gap-1.5 rounded-md bg-success-subtle px-2.5 py-1">
						<Check size="0.875rem" aria-hidden="true" />
						{t("saved")}
					</span>
				)}
			</p>
		</div>
	);
}
