import type { OwnUser } from "../realtime/protocol";

/** The name of the `meta` element that has them. */
export const settingsMeta = "settings";

/** The settings that a page needs before its first paint, for its script (app/_client/account/preferences-script.ts). */
export function documentSettings({ id: userId, settings: { rail: _, ...settings } }: OwnUser): string {
	return JSON.stringify({ userId, settings });
}
