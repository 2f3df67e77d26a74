export type Period = { start: Date; end: Date };

export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

/**
 * The year, month or day that a text names (`2026`, `2026-11`, `2026-11-23`, `today`, `yesterday`), with the day
 * boundaries of that time zone; otherwise null.
 */
export function periodFrom(text: string, timeZone: string, now = new Date()): Period | null {
	const word = text.toLowerCase();
	if (word === "today" || word === "yesterday") {
		const [year = 0, month = 0, day = 0] = clockIn(timeZone, now);
		const date = day - (word === "today" ? 0 : 1);
		return { start: dayStart(timeZone, year, month, date), end: dayStart(timeZone, year, month, date + 1) };
	}
	const parts = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(text);
	if (!parts) return null;
	const year = Number(parts[1]);
	// The end of a period must have a year of four digits too.
	if (year < 1970 || year > 9998) return null;
	if (parts[2] === undefined) return { start: dayStart(timeZone, year, 1, 1), end: dayStart(timeZone, year + 1, 1, 1) };
	const month = Number(parts[2]);
	if (month < 1 || month > 12) return null;
	if (parts[3] === undefined)
		return { start: dayStart(timeZone, year, month, 1), end: dayStart(timeZone, year, month + 1, 1) };
	const day = Number(parts[3]);
	if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
	return { start: dayStart(timeZone, year, month, day), end: dayStart(timeZone, year, month, day + 1) };
}

/** The time at which a day begins in the zone. Months and days may overflow, as in Date.UTC. */
function dayStart(timeZone: string, year: number, month: number, day: number): Date {
	const wall = Date.UTC(year, month - 1, day);
	// The offset at a nearby time, then the one at the time found: the clocks may change in between.
	const near = wall - offsetAt(timeZone, wall);
	const start = wall - offsetAt(timeZone, near);
	// They differ if midnight does not exist: the day begins at the later, with its first hour.
	return new Date(Math.max(start, wall - offsetAt(timeZone, start)));
}

function offsetAt(timeZone: string, moment: number): number {
	const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = clockIn(timeZone, new Date(moment));
	return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

/** Year, month, day, hour, minute and second on the clocks in the zone. */
function clockIn(timeZone: string, moment: Date): number[] {
	const format = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
		timeZone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
	return [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second].map((n) => n ?? 0);
}
