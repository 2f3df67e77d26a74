"use client";

import { useEffect, useState } from "react";
import { useLocale, useTimeZone } from "use-intl/react";
import { usePreferences } from "./account/use-preferences";
import { type DateFormat, dateFormatOf } from "./date-format";

/** The reader's clock, and which day it is: "today" ends at midnight also for a page that stays open. */
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
