export const locales = ["en", "ko"] as const;
export type Locale = (typeof locales)[number];

export function isLocale(value: string | undefined): value is Locale {
	return value !== undefined && (locales as readonly string[]).includes(value);
}

/** The user's choice here wins, then the first supported language of the browser, then that of the instance. */
export function pickLocale(
	chosen: string | undefined,
	acceptLanguage: string | null,
	otherwise: Locale = "en",
): Locale {
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
	return otherwise;
}

/** The time zone that the browser sent in a cookie, if it is valid; UTC until then. */
export function pickTimeZone(serialized: string | undefined): string {
	if (!serialized || serialized.length > 64) return "UTC";
	try {
		return new Intl.DateTimeFormat("en", { timeZone: serialized }).resolvedOptions().timeZone;
	} catch {
		return "UTC";
	}
}
