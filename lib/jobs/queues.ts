import { accountDeletion } from "../account-deletion/account-deletion-queue";
import { mail } from "../mail/mail-queue";
import type { Queue, QueueName } from "./queue";

/** All queues. Every instance does the jobs of each. */
export const queues: Record<QueueName, Queue> = { mail, account_deletion: accountDeletion };
