type Options = { here: string; locale: string; hours: "24" | "12"; now: Date };

/** The time in a zone, with the day of the week where it is another than here. Null if this browser lacks the zone. */
export function localTimeIn(timeZone: string, { here, locale, hours, now }: Options): string | null {
	const language = locale === "en" ? "en-GB" : locale;
	try {
		const dayIn = (zone: string) =>
			new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(now);
		return new Intl.DateTimeFormat(language, {
			timeZone,
			hour: hours === "24" ? "2-digit" : "numeric",
			minute: "2-digit",
			hourCycle: hours === "24" ? "h23" : "h12",
			...(dayIn(timeZone) !== dayIn(here) && { weekday: "short" }),
		}).format(now);
	} catch {
		return null;
	}
}
