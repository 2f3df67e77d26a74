import { join } from "node:path";
import { z } from "zod";
import { connectionTarget } from "@/db";
import { backupRuns } from "@/db/schema";
import { PermanentFailure, queue } from "../jobs/queue";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { log } from "../process/log";
import { encrypts } from "./archive/encryption";
import { archiveName, newArchiveName } from "./archive-names";
import { BackupError } from "./backup-error";
import { openBackupStore, prune } from "./backup-store";
import { notifyAdministrators } from "./notify-administrators";
import { runInChild } from "./run-in-child";
import { beginRun, endRun, failRun } from "./runs";
import type { Task } from "./tasks";

const BackupJob = z.strictObject({
	task: z.enum(backupRuns.kind.enumValues),
	/** The name of the archive to check; without it the newest. */
	archive: z.string().regex(archiveName).optional(),
});
export type BackupJob = z.output<typeof BackupJob>;

declare module "../jobs/queue" {
	interface Payloads {
		backups: BackupJob;
	}
}

const maxAttempts = 3;

/** Backups and their checks, one at a time over all instances. */
export const backups = queue<BackupJob>({
	payload: BackupJob,
	maxAttempts,
	retryMs: 600_000,
	maxRetryMs: 3_600_000,
	concurrency: 1,
	exclusive: true,
	async handle({ task, archive }, { attempt, signal }) {
		const store = openBackupStore(config.backups);
		const name =
			task === "backup"
				? newArchiveName(new Date(), encrypts(config.backups))
				: (archive ?? (await store.list())[0]?.name);
		if (!name) return log.info("there is no backup yet that could be rehearsed");
		if (task === "backup") await store.removePartial();
		const id = await beginRun(task, name);
		try {
			const report = await runInChild(taskOf(task, store.fileOf(name)), signal);
			await endRun(id, report);
			if (task === "backup") await prune(store, config.backups.keep);
		} catch (error) {
			// The instance stops, and another one begins the job again.
			if (signal.aborted) throw error;
			log.warn({ err: error }, "a backup, or the check of one, has failed");
			await failRun(id, sentenceOf(error));
			const isLast = task !== "backup" || attempt >= maxAttempts;
			if (isLast && task !== "verification") await notifyAdministrators(task);
			if (task === "verification" && error instanceof BackupError) return;
			// Another attempt would find the same damage. The failed job is a warning in the health of the instance.
			throw task === "backup" ? error : new PermanentFailure(sentenceOf(error));
		}
	},
});

const taskOf = (kind: Task["kind"], file: string): Task => ({
	kind,
	file,
	database: connectionTarget(),
	files: { filesDir: config.filesDir, s3: config.s3 },
	settings: config.backups,
	authSecret: appState().secret,
	rehearsalFolder: join(config.dataDir, "rehearsal"),
});

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : "An unknown error.");
