import { db } from "@/db";
import { instance } from "@/db/schema";
import { appState } from "../process/app-state";
import { confusableKey } from "../text/single-line";
import type { Tx } from "../transaction";
import { defaults, type InstanceSettings, settingsFrom } from "./fields";

declare module "../process/app-state" {
	interface AppState {
		instanceSettings: StoredSettings;
	}
}

const columns = {
	settings: instance.settings,
	iconUrl: instance.iconUrl,
	revision: instance.settingsRevision,
	firstUserId: instance.firstUserId,
};

/** The settings of the instance as they are stored, in memory: no request reads them from the database. */
export class StoredSettings {
	current: InstanceSettings = defaults;
	iconUrl: string | null = null;
	/** The names that they reserve, as their likeness. */
	reservedNames: ReadonlySet<string> = new Set();
	/** Part of the keys of cached pages, which contain settings. */
	revision = -1;
	/** Nobody has registered yet. */
	isEmpty = false;

	/** Reads them again, when the instance starts and after a change. Of concurrent reads the newest counts. */
	async load(): Promise<void> {
		const [row] = await db.select(columns).from(instance);
		if (!row || row.revision < this.revision) return;
		this.current = settingsFrom(row.settings);
		this.iconUrl = row.iconUrl;
		this.reservedNames = new Set(this.current.reservedNames.map(confusableKey));
		this.revision = row.revision;
		this.isEmpty = row.firstUserId === null;
	}
}

/** The current settings. Other instances have a change within a second. */
export const instanceSettings = (): InstanceSettings => appState().instanceSettings.current;

/** The address of the instance's icon; null for that of the product. */
export const instanceIconUrl = (): string | null => appState().instanceSettings.iconUrl;

/** Everything that administrators change in the settings, for them. */
export const changeableSettings = () => ({ settings: instanceSettings(), iconUrl: instanceIconUrl() });

/** The public pages that have a text. */
export const publicTexts = () => (["imprint", "privacy"] as const).filter((page) => instanceSettings()[page] !== "");

/** Whether nobody has registered yet. */
export const isEmptyInstance = (): boolean => appState().instanceSettings.isEmpty;

/** Whether there is a way to register, for some or for all. The first account may always be made. */
export const acceptsAccounts = (): boolean => isEmptyInstance() || instanceSettings().registration !== "closed";

/** The settings as the transaction finds them, for a decision that must not follow outdated ones. */
export async function readSettings(tx: Tx): Promise<InstanceSettings> {
	const [row] = await tx.select({ settings: instance.settings }).from(instance);
	return settingsFrom(row?.settings ?? {});
}
