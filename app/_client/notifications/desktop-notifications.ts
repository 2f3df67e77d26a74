import { readJson, writeJson } from "../safe-storage";

const storageKey = "hearth.notices";

/** Per-device notifications while the window is in the background. Off by default. */
export type NotificationChoice = { on: boolean; words: boolean; sound: boolean };

const nothing: NotificationChoice = { on: false, words: true, sound: false };

export const notificationChoice = (): NotificationChoice => ({
	...nothing,
	...(readJson(storageKey) as Partial<NotificationChoice> | null),
});

export const chooseNotifications = (choice: NotificationChoice) => writeJson(storageKey, choice);

export const canNotify = () => typeof Notification !== "undefined";

type Numbers = { lastSeq: number; lastReadSeq: number; mentionCount: number };

/** Whether a change causes a notification: at level all every message, at mentions only a mention. */
export function shouldNotify(
	level: "all" | "mentions" | "nothing",
	before: Numbers | undefined,
	now: Numbers,
): boolean {
	if (!before || level === "nothing" || now.lastSeq <= now.lastReadSeq) return false;
	return now.mentionCount > before.mentionCount || (level === "all" && now.lastSeq > before.lastSeq);
}

let soundedAt = Number.NEGATIVE_INFINITY;

/** One soft sound of 180 ms, at most every five seconds. */
export function playSound(): void {
	if (performance.now() - soundedAt < 5000) return;
	soundedAt = performance.now();
	const audio = new AudioContext();
	const volume = audio.createGain();
	const tone = audio.createOscillator();
	tone.frequency.setValueAtTime(660, audio.currentTime);
	tone.frequency.exponentialRampToValueAtTime(440, audio.currentTime + 0.18);
	volume.gain.setValueAtTime(0.12, audio.currentTime);
	volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.18);
	tone.connect(volume).connect(audio.destination);
	tone.onended = () => void audio.close();
	tone.start();
	tone.stop(audio.currentTime + 0.18);
}
