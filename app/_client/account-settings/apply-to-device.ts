import type { AccountSettings } from "@/lib/realtime/protocol";
import { type Preferences, preferencesIn, storageKey } from "../account/preferences";
import { setPreferences } from "../account/use-preferences";
import { rememberTone } from "../emoji/skin-tone";
import { chooseNotifications, notificationChoice } from "../notifications/desktop-notifications";
import { readJson } from "../safe-storage";

/** Stores settings in this browser, which has them before the first paint of its next page, and shows them. */
export function applyToDevice(settings: AccountSettings, setTheme: (theme: string) => void): void {
	const { theme, emojiTone, notificationText: words, notificationSound: sound } = settings;
	if (theme !== undefined) setTheme(theme);
	const known: Record<string, unknown> = preferencesIn(readJson(storageKey));
	const changed = Object.entries(settings).filter(
		([name, value]) => name in known && value !== undefined && value !== known[name],
	);
	if (changed.length > 0) setPreferences(Object.fromEntries(changed) as Partial<Preferences>);
	if (emojiTone !== undefined) rememberTone(emojiTone);
	if (words !== undefined || sound !== undefined)
		chooseNotifications({
			...notificationChoice(),
			...(words !== undefined && { words }),
			...(sound !== undefined && { sound }),
		});
}
