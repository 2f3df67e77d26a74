export const locales = ["en", "ko"] as const;
export type Locale = (typeof locales)[number];

export function isLocale(value: string | undefined): value is Locale {
	return value !== undefined && (locales as readonly string[]).includes(value);
}

/** A choice made here wins; else the first language of the browser's that we speak; else English. */
export function pickLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
	if (isLocale(chosen)) return chosen;
	const wanted = (acceptLanguage ?? "")
		.slice(0, 500)
		.split(",")
		.map((entry) => {
			const [tag = "", ...parameters] = entry.trim().toLowerCase().split(";");
			const q = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
			return { language: tag.split("-")[0]?.trim(), weight: q === undefined ? 1 : Number(q) };
		})
		.filter(({ weight }) => weight > 0)
		.sort((a, b) => b.weight - a.weight);
	for (const { language } of wanted) if (isLocale(language)) return language;
	return "en";
}

/** The zone the browser told us in a cookie, where it is one; times are shown in UTC until it has. */
export function pickTimeZone(serialized: string | undefined): string {
	if (!serialized || serialized.length > 64) return "UTC";
	try {
		return new Intl.DateTimeFormat("en", { timeZone: serialized }).resolvedOptions().timeZone;
	} catch {
		return "UTC";
	}
}
