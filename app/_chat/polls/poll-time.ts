import type { Poll } from "@/lib/realtime/protocol";

const dayMs = 86_400_000;

export const hasEnded = ({ endsAt }: Poll, now = Date.now()): boolean => endsAt !== null && Date.parse(endsAt) <= now;

/** "Friday 18:00" in the days ahead, "12 Oct 18:00" later. */
export function endLabel(endsAt: string, language: string, timeZone: string, now = Date.now()): string {
	const at = new Date(endsAt);
	const isNear = at.getTime() - now < 6 * dayMs;
	const day: Intl.DateTimeFormatOptions = isNear ? { weekday: "long" } : { day: "numeric", month: "short" };
	const locale = language === "en" ? "en-GB" : language;
	const format = (options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(at);
	return `${format(day)} ${format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
}
