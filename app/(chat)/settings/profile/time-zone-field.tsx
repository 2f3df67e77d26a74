"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";

type Props = { timeZone: string | null; onChange: (timeZone: string | null) => void };

/** Whether others see the user's local time, and in which time zone it is. */
export function TimeZoneField({ timeZone, onChange }: Props) {
	const t = useTranslations("settings");
	const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
	return (
		<div className="grid gap-3">
			<Switch
				label={t("showTime")}
				text={t("showTimeText")}
				checked={timeZone !== null}
				onChange={(on) => onChange(on ? here : null)}
			/>
			{timeZone !== null && (
				<Select label={t("timeZone")} value={timeZone} onChange={({ target }) => onChange(target.value)}>
					{zonesWith(timeZone, here).map((zone) => (
						<option key={zone} value={zone}>
							{zone.replaceAll("_", " ")}
						</option>
					))}
				</Select>
			)}
		</div>
	);
}

/** Browsers differ in the names of a few zones. */
const zonesWith = (...more: string[]) => [...new Set([...Intl.supportedValuesOf("timeZone"), ...more])].sort();
