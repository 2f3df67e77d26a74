import type { AccountSettings } from "@/lib/realtime/protocol";
import type { ApiError } from "../api";
import { type KeyValueStorage, readJson, readText, writeText } from "../safe-storage";

type Answer = { settings: AccountSettings; rev: number };
type Options = {
	key: string;
	storage: KeyValueStorage;
	put: (settings: AccountSettings) => Promise<Answer>;
	/** Whether the server will never take these settings. */
	isRefusal: (error: unknown) => boolean;
};

/** The key of the settings that an account does not have yet. Those of another user are deleted (wipe-unsent.ts). */
export const unsavedKey = (userId: number) => `hearth.settings.${userId}`;

/**
 * Sends the user's choices to their account, one request at a time, each with all choices that it does not have yet. A
 * choice stays in the browser's storage until the account has it, so that no reload and no lost connection loses it.
 */
export class SettingsSaver {
	private saving: Promise<Answer | null> | null = null;
	/** For a browser whose storage does not take them. */
	private here: AccountSettings = {};

	constructor(private readonly options: Options) {}

	/** The choices of this device that the account does not have yet. */
	unsaved(): AccountSettings {
		return { ...(readJson(this.options.key, this.options.storage) as AccountSettings | null), ...this.here };
	}

	/** Resolves with the settings once the account has them. */
	save(change: AccountSettings): Promise<Answer | null> {
		this.keep({ ...this.unsaved(), ...change });
		return this.flush();
	}

	/** Sends what is left. Null if that is nothing. */
	flush(): Promise<Answer | null> {
		this.saving ??= Promise.resolve().then(() => this.sendAll());
		return this.saving;
	}

	private async sendAll(): Promise<Answer | null> {
		let answer: Answer | null = null;
		let sent: AccountSettings = {};
		try {
			for (sent = this.unsaved(); Object.keys(sent).length > 0; sent = this.unsaved()) {
				answer = await this.options.put(sent);
				this.settle(sent);
			}
			return answer;
		} catch (error) {
			if (this.options.isRefusal(error)) this.settle(sent);
			throw error;
		} finally {
			this.saving = null;
		}
	}

	/** A choice that was changed meanwhile is still to be sent. */
	private settle(sent: AccountSettings): void {
		const left = Object.entries(this.unsaved()).filter(
			([name, value]) => JSON.stringify(value) !== JSON.stringify(sent[name as keyof AccountSettings]),
		);
		this.keep(Object.fromEntries(left));
	}

	private keep(settings: AccountSettings): void {
		const { key, storage } = this.options;
		const text = Object.keys(settings).length > 0 ? JSON.stringify(settings) : null;
		writeText(key, text, storage);
		// A copy of stored choices would replace later ones of another tab.
		this.here = readText(key, storage) === text ? {} : settings;
	}
}

/** Another attempt with the same settings would fail in the same way. */
export const isRefusal = ({ status, code }: Pick<ApiError, "status" | "code">): boolean =>
	status >= 400 && status < 500 && code !== "rate_limited" && code !== "unauthenticated";
