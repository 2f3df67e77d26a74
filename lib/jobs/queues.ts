import { accountDeletion } from "../account-deletion/account-deletion-queue";
import { accountExport } from "../account-export/account-export-queue";
import { backups } from "../backup/backup-queue";
import { mail } from "../mail/mail-queue";
import { retention } from "../retention/retention-queue";
import type { Queue, QueueName } from "./queue";

/** All queues. Every instance does the jobs of each. */
export const queues: Record<QueueName, Queue> = {
	backups,
	mail,
	account_deletion: accountDeletion,
	account_export: accountExport,
	retention,
};
