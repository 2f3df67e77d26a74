"use client";

import { useCallback } from "react";
import { useFormatter } from "use-intl/react";

/** Formats a file size: 4.1 MB. */
export function useFileSize(): (bytes: number) => string {
	const format = useFormatter();
	return useCallback(
		(bytes) => {
			const [value, unit] =
				bytes < 1000
					? [bytes, "byte"]
					: bytes < 1_000_000
						? [bytes / 1024, "kilobyte"]
						: [bytes / 1024 / 1024, "megabyte"];
			return format.number(value, {
				style: "unit",
				unit,
				unitDisplay: unit === "byte" ? "long" : "short",
				maximumFractionDigits: value < 10 && unit !== "byte" ? 1 : 0,
			});
		},
		[format],
	);
}

/** The extension of a name as a label; empty without one. */
export const endingOf = (name: string) => /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1]?.toUpperCase() ?? "";
