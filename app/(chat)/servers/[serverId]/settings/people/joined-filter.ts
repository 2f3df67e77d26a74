/** Members who joined in the last hour, today, or at this time or later; "" for all. */
export type Joined = string;

const hourMs = 3_600_000;

/** The filter that an address asks for. */
export function joinedFrom(parameter: string | string[] | undefined): Joined {
	if (typeof parameter !== "string") return "";
	if (parameter === "hour" || parameter === "today") return parameter;
	const time = new Date(parameter);
	return Number.isNaN(time.getTime()) || time.getTime() > 8e12 || time.getTime() < 0 ? "" : time.toISOString();
}

/** Joined after this time; null for all. A member who joined at the time itself is shown as well. */
export function joinedAfter(joined: Joined, now: number): string | null {
	if (joined === "") return null;
	if (joined === "hour") return new Date(now - hourMs).toISOString();
	if (joined === "today") return new Date(new Date(now).setHours(0, 0, 0, 0) - 1).toISOString();
	return new Date(Date.parse(joined) - 1).toISOString();
}
