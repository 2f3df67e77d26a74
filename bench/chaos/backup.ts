import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ApiClient } from "@/e2e/api-client";
import { App } from "@/e2e/app";
import { checkCopy } from "./checker/copy";
import { historyOf } from "./clients";
import { numericUrl } from "./environments";
import { clock, readHistories } from "./event-log";

export type BackupResult = {
	/** How many backups were begun until one was complete; those before it were interrupted by an outage. */
	attempts: number;
	bytes: number;
	backupMs: number;
	restoreMs: number;
	messages: number;
	/** Of the doctor, about the restored database. */
	doctor: string[];
	/** Of the checker, about the channel and its threads in the copy. */
	findings: string[];
};
type Channel = { channelId: number; folder: string };

/** Backs up an instance while a run goes on, and afterwards restores that into an empty one and checks the copy. */
export class BackupDuringRun {
	private readonly archive: string;
	private attempts = 0;
	private beganAt = 0;
	private backupMs = 0;
	private running: Promise<void> | null = null;

	constructor(
		/** The settings by which a command finds the instance. */
		private readonly settings: Record<string, string>,
		private readonly folder: string,
	) {
		this.archive = join(folder, "backup.tar");
	}

	/** Begins a backup, unless there is one or one is being made. */
	begin(): void {
		this.running ??= this.back();
	}

	private async back(): Promise<void> {
		this.attempts++;
		const beganAt = clock();
		const { code } = await command("lib/backup/cli.ts", this.settings, this.archive);
		// An outage has interrupted it: another one begins after the next outage.
		if (code !== 0) this.running = null;
		else Object.assign(this, { beganAt, backupMs: clock() - beganAt });
	}

	/** Restores the backup, starts an instance on the copy, and compares what that shows with the run's histories. */
	async check(owner: string, channels: Channel[]): Promise<BackupResult> {
		await this.running;
		if (this.backupMs === 0)
			throw new Error(`None of ${this.attempts} backups was complete before the end of the run.`);
		const data = join(this.folder, "copy");
		mkdirSync(data, { mode: 0o755 });
		const began = clock();
		const restored = await command(
			"lib/backup/restore-cli.ts",
			{ DATABASE_URL: "", HEARTH_DATA_DIR: data },
			this.archive,
		);
		if (restored.code === 2) throw new Error(`The backup could not be restored: ${restored.errors}`);
		const restoreMs = clock() - began;
		const copy = await App.start({ RATE_LIMITS: "off", HOST: "127.0.0.1", HEARTH_DATA_DIR: data });
		try {
			const reader = await ApiClient.signUp(numericUrl(copy), owner);
			let messages = 0;
			const findings: string[] = [];
			for (const { channelId, folder } of channels) {
				const log = await historyOf(reader, channelId);
				messages += log.messages.length;
				findings.push(...checkCopy(readHistories(folder), log, this.beganAt).sentences);
			}
			return {
				...{
					attempts: this.attempts,
					bytes: statSync(this.archive).size,
					backupMs: this.backupMs,
					restoreMs,
					messages,
				},
				doctor: restored.code === 0 ? [] : restored.errors.trim().split("\n"),
				findings,
			};
		} finally {
			await copy.stop();
		}
	}
}

/** Runs a command as an operator does. */
async function command(entry: string, settings: Record<string, string>, ...args: string[]) {
	const child = spawn(process.execPath, ["scripts/run.mjs", entry, ...args], {
		env: { ...process.env, ...settings },
		stdio: ["ignore", "ignore", "pipe"],
	});
	let errors = "";
	child.stderr.on("data", (text) => {
		errors += text;
	});
	const [code] = await once(child, "close");
	return { code: code as number | null, errors };
}
