import type { ConnectionTarget } from "@/db/connection";
import type { BackupSettings } from "../process/backup-settings";
import type { S3Settings } from "../process/s3-settings";
import type { BackupTask } from "../realtime/protocol";

/** Work of a child process, with everything that it needs. Its settings may differ from those of its environment. */
export type Task = {
	kind: BackupTask;
	file: string;
	database: ConnectionTarget;
	files: { filesDir: string; s3: S3Settings | null };
	settings: BackupSettings;
	authSecret: string;
	/** The folder of the throw-away database of a rehearsal. */
	rehearsalFolder: string;
};

export type TaskReport = { bytes?: number; details: Record<string, unknown> };
export type Reply = { report: TaskReport } | { error: { sentence: string; isKnown: boolean } };
