/** Until it is turned off. */
export const forever = "9999-12-31T00:00:00.000Z";
const hourMs = 3_600_000;
const morningHour = 8;

export const muteChoices = ["hour", "hours", "morning", "forever"] as const;
export type MuteChoice = (typeof muteChoices)[number];

/** The end of a mute that begins now; the morning is the next 08:00 on this device. */
export function muteEnd(choice: MuteChoice, now: Date): string {
	if (choice === "forever") return forever;
	if (choice === "hour") return new Date(now.getTime() + hourMs).toISOString();
	if (choice === "hours") return new Date(now.getTime() + 8 * hourMs).toISOString();
	const morning = new Date(now);
	morning.setHours(morningHour, 0, 0, 0);
	if (morning <= now) morning.setDate(morning.getDate() + 1);
	return morning.toISOString();
}

export const isForever = (mutedUntil: string) => mutedUntil >= "9999";
