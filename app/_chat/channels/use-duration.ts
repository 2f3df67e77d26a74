"use client";

import { useCallback } from "react";
import { useLocale } from "use-intl/react";

/** Writes a number of seconds in words, in its largest whole unit: 30 seconds, 5 minutes, 6 hours. */
export function useDuration(): (seconds: number) => string {
	const locale = useLocale();
	return useCallback(
		(seconds) => {
			const [unit, size] =
				seconds < 60
					? (["second", 1] as const)
					: seconds < 3600
						? (["minute", 60] as const)
						: (["hour", 3600] as const);
			const format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" });
			return format.format(Math.ceil(seconds / size));
		},
		[locale],
	);
}
