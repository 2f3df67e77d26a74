import type { RaidWatch } from "@/lib/realtime/protocol";

/** The watch for raids as the form edits it: numbers as they are typed. */
export type WatchDraft = { action: RaidWatch["action"]; joins: string; minutes: string };

const bounds = { joins: [2, 100], minutes: [1, 60] } as const;
const standard = { joins: 10, minutes: 2 };

export const watchDraftOf = ({ action, joins, minutes }: RaidWatch): WatchDraft => ({
	action,
	joins: String(joins),
	minutes: String(minutes),
});

/** Whether the number can be saved. While nothing is watched for, it does not matter. */
export function isWatchable({ action, ...typed }: WatchDraft, field: keyof typeof bounds): boolean {
	const [least, most] = bounds[field];
	const text = typed[field].trim();
	return action === "off" || (/^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= most);
}

/** The watch to save. A number that cannot be saved is the default one: nothing is watched for. */
export const watchOf = (draft: WatchDraft): RaidWatch => ({
	action: draft.action,
	joins: numberOf(draft, "joins"),
	minutes: numberOf(draft, "minutes"),
});

const numberOf = (draft: WatchDraft, field: keyof typeof bounds): number =>
	isWatchable({ ...draft, action: "notify" }, field) ? Number(draft[field].trim()) : standard[field];
