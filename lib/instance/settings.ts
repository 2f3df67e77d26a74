import { db } from "@/db";
import { instance } from "@/db/schema";
import { appState } from "../process/app-state";
import type { Tx } from "../transaction";
import { defaults, type InstanceSettings, settingsFrom } from "./fields";

declare module "../process/app-state" {
	interface AppState {
		instanceSettings: StoredSettings;
	}
}

const columns = { settings: instance.settings, revision: instance.settingsRevision, firstUserId: instance.firstUserId };

/** The settings of the instance as they are stored, in memory: no request reads them from the database. */
export class StoredSettings {
	current: InstanceSettings = defaults;
	/** Part of the keys of cached pages, which contain settings. */
	revision = -1;
	/** Nobody has registered yet. */
	isEmpty = false;

	/** Reads them again, when the instance starts and after a change. Of concurrent reads the newest counts. */
	async load(): Promise<void> {
		const [row] = await db.select(columns).from(instance);
		if (!row || row.revision < this.revision) return;
		Object.assign(this, {
			current: settingsFrom(row.settings),
			revision: row.revision,
			isEmpty: row.firstUserId === null,
		});
	}
}

/** The current settings. Other instances have a change within a second. */
export const instanceSettings = (): InstanceSettings => appState().instanceSettings.current;

/** The settings as the transaction finds them, for a decision that must not follow outdated ones. */
export async function readSettings(tx: Tx): Promise<InstanceSettings> {
	const [row] = await tx.select({ settings: instance.settings }).from(instance);
	return settingsFrom(row?.settings ?? {});
}
