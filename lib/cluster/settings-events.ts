import { isDeepStrictEqual } from "node:util";
import { instanceIconUrl, instanceSettings } from "../instance/settings";
import { appState } from "../process/app-state";
import { publishToAll } from "../realtime/broadcast";
import { endHeldBack } from "../realtime/held-back";

/** Reads the settings of the instance again, and notifies every socket of those that clients show. */
export async function publishInstanceSettings(): Promise<void> {
	const before = instanceSettings();
	const iconBefore = instanceIconUrl();
	await appState().instanceSettings.load();
	const after = instanceSettings();
	if (!isDeepStrictEqual(before.announcements, after.announcements)) publishToAll("announcements", {});
	if (before.name !== after.name || iconBefore !== instanceIconUrl()) publishToAll("instance", {});
	if (before.keepDays !== after.keepDays) publishToAll("retention", { serverId: null, channelId: null });
	return endHeldBack("all");
}
