"use client";

import { useCallback } from "react";
import { useFormatter } from "use-intl/react";

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Formats a size of any magnitude: 4.1 GB. */
export function useBytes(): (bytes: number) => string {
	const format = useFormatter();
	return useCallback(
		(bytes) => {
			const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
			const value = bytes / 1024 ** power;
			const unit = units[power] ?? "byte";
			const maximumFractionDigits = value < 10 && power > 0 ? 1 : 0;
			return format.number(value, {
				style: "unit",
				unit,
				unitDisplay: power ? "short" : "long",
				maximumFractionDigits,
			});
		},
		[format],
	);
}
