/**
 * Formats dates and times for one user. Created once a language and time zone: an Intl object costs more than a row.
 */
export type DateFormat = {
	/** The calendar day, for comparisons. */
	day(iso: string): string;
	/** "09:41" */
	time(iso: string): string;
	/** "09:41" today, "Yesterday 09:41", "12 Oct 09:41", "12 Oct 2004, 09:41" */
	short(iso: string, today: string, yesterday: (time: string) => string): string;
	/** "Wednesday 14 October", with the year when it is another. */
	dayLabel(iso: string, today: string): string;
	/** "14 October 2026" */
	date(iso: string): string;
	/** The complete date and time, for a tooltip. */
	full(iso: string): string;
};

const clocks = new Map<string, DateFormat>();

export function dateFormatOf(locale: string, timeZone: string, hours: "24" | "12" = "24"): DateFormat {
	const key = `${locale} ${timeZone} ${hours}`;
	const clock = clocks.get(key) ?? makeClock(locale, timeZone, hours);
	clocks.set(key, clock);
	return clock;
}

function makeClock(language: string, timeZone: string, hours: "24" | "12"): DateFormat {
	// Day before month, which most English-speaking countries use.
	const locale = language === "en" ? "en-GB" : language;
	const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
	const days = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
	const hourCycle = hours === "24" ? "h23" : "h12";
	const times = format({ hour: hours === "24" ? "2-digit" : "numeric", minute: "2-digit", hourCycle });
	const dates = format({ day: "numeric", month: "short" });
	const datesAndYears = format({ day: "numeric", month: "short", year: "numeric" });
	const labels = format({ weekday: "long", day: "numeric", month: "long" });
	const labelsAndYears = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
	const longDates = format({ day: "numeric", month: "long", year: "numeric" });
	const moments = format({ dateStyle: "full", timeStyle: "short", hourCycle });

	const known = new Map<string, string>();
	const day = (iso: string) => {
		// Time zones differ by multiples of a quarter of an hour, so one day per quarter is cached.
		const quarter = `${iso.slice(0, 14)}${Math.floor(Number(iso.slice(14, 16)) / 15)}`;
		const found = known.get(quarter);
		if (found) return found;
		const counted = days.format(new Date(iso));
		if (known.size > 20_000) known.clear();
		known.set(quarter, counted);
		return counted;
	};
	const sameYear = (iso: string, today: string) => day(iso).slice(0, 4) === today.slice(0, 4);
	const time = (iso: string) => times.format(new Date(iso));
	return {
		day,
		time,
		short(iso, today, yesterday) {
			const [on, at] = [day(iso), time(iso)];
			if (on === today) return at;
			if (on === dayBefore(today)) return yesterday(at);
			const date = new Date(iso);
			return sameYear(iso, today) ? `${dates.format(date)} ${at}` : `${datesAndYears.format(date)}, ${at}`;
		},
		// All years share one format: some systems add a comma only before a year.
		dayLabel: (iso, today) =>
			(sameYear(iso, today) ? labels : labelsAndYears).format(new Date(iso)).replace(/^(\p{L}+), /u, "$1 "),
		date: (iso) => longDates.format(new Date(iso)),
		full: (iso) => moments.format(new Date(iso)),
	};
}

const dayBefore = (day: string) => new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
