"use client";

import { useEffect, useState } from "react";
import { useLocale, useTimeZone } from "use-intl/react";
import { usePreferences } from "./account/use-preferences";
import { type DateFormat, dateFormatOf } from "./date-format";

/** The user's date format and the current day: "today" changes at midnight on an open page too. */
export function useDateFormat(): { clock: DateFormat; today: string } {
	const clock = dateFormatOf(useLocale(), useTimeZone() ?? "UTC", usePreferences().clock);
	const now = () => clock.day(new Date().toISOString());
	const [today, setToday] = useState(now);
	useEffect(() => {
		const look = () => setToday(clock.day(new Date().toISOString()));
		look();
		const timer = setInterval(look, 60_000);
		return () => clearInterval(timer);
	}, [clock]);
	return { clock, today };
}
