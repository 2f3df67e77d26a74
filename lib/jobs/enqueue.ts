import { sql } from "drizzle-orm";
import { jobs } from "@/db/schema";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { type Tx, transaction } from "../transaction";
import type { Payloads, QueueName } from "./queue";

const added: ClusterEvent = { kind: "jobs_added" };

/**
 * Adds a job in the transaction of its reason, so it exists exactly if that does. Returns the event that the caller
 * applies after the commit, like that of any other change.
 */
export async function enqueueIn<Name extends QueueName>(
	tx: Tx,
	queue: Name,
	...payloads: Payloads[Name][]
): Promise<ClusterEvent> {
	await tx.insert(jobs).values(payloads.map((payload) => ({ queue, payload })));
	await emitInTransaction(tx, added);
	return added;
}

/** Adds a job for later. Instances find it when it is due. */
export async function enqueueLater<Name extends QueueName>(
	tx: Tx,
	queue: Name,
	afterSeconds: number,
	payload: Payloads[Name],
): Promise<void> {
	await tx.insert(jobs).values({ queue, payload, runAt: sql`now() + make_interval(secs => ${afterSeconds})` });
}

export async function enqueue<Name extends QueueName>(queue: Name, payload: Payloads[Name]): Promise<void> {
	await applyEvent(await transaction((tx) => enqueueIn(tx, queue, payload)));
}
