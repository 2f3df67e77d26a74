// The child process of a backup, a verification or a rehearsal: its memory and its use of the processor are its own.
import { setPriority } from "node:os";
import { openStorage } from "../storage/open-storage";
import { verify } from "./archive/archive-reader";
import { createBackup } from "./create-backup";
import { rehearse } from "./rehearse";
import type { Reply, Task, TaskReport } from "./tasks";

const SENTENCES = ["BackupError", "CannotStart"];

// The app has priority for the processor.
setPriority(10);
// Ctrl-C and an init system's signals are for the app, which ends this process.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
// The app has ended, in whatever way.
process.on("disconnect", () => process.exit(1));

process.once("message", async (task: Task) => {
	const reply = await run(task).then(
		(report): Reply => ({ report }),
		(error: unknown): Reply => ({
			error: {
				sentence: error instanceof Error ? error.message : "An unknown error.",
				isKnown: error instanceof Error && SENTENCES.includes(error.name),
			},
		}),
	);
	process.send?.(reply, () => process.exit(0));
});

async function run(task: Task): Promise<TaskReport> {
	const { kind, file, settings } = task;
	if (kind === "backup") {
		const storage = openStorage(task.files);
		const { bytes, messages, files, missingFiles, missingSecrets } = await createBackup({ ...task, storage });
		return { bytes, details: { messages, files, missingFiles, missingSecrets } };
	}
	const archive = { file, settings };
	const manifest = kind === "rehearsal" ? await rehearse(archive, task.rehearsalFolder) : await verify(archive);
	return {
		details: { createdAt: manifest.createdAt, channels: manifest.channels.length, files: manifest.files.count },
	};
}
