import { and, eq } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { memberships, users } from "@/db/schema";
import type { ClusterEvent } from "../cluster/events";
import { type AppError, unavailable } from "../errors";
import { toAppError } from "../http/error-response";
import { lockRoles } from "../roles/lock";
import { type Tx, transaction } from "../transaction";
import { publish } from "./publish";
import type { Subject } from "./subject";

/** So few that the locks of one transaction are soon released. */
const perTransaction = 100;
/** No transaction begins after this time, well before the deadline of the call. */
const longestMs = 12_000;

export type Outcome<Result> = { result: Result; error: null } | { result: null; error: AppError };
type Done<Result> = { outcomes: Outcome<Result>[]; events: ClusterEvent[] };

/**
 * Acts on many users of a server, some of them in each transaction, in which they are locked. Returns the outcome of each,
 * in their order. If the database fails after some are done, the others are left out.
 */
export async function inChunks<Item extends { subject: Subject }, Result>(
	serverId: number,
	items: Item[],
	act: (tx: Tx, items: Item[]) => Promise<Done<Result>>,
): Promise<Outcome<Result>[]> {
	const outcomes: Outcome<Result>[] = [];
	const endAt = performance.now() + longestMs;
	for (let from = 0; from < items.length; from += perTransaction) {
		if (performance.now() > endAt) return fill(outcomes, items.length, unavailable());
		const chunk = items.slice(from, from + perTransaction);
		try {
			const userIds = chunk.map(({ subject }) => subject.id);
			const done = await transaction(async (tx) => {
				await lockAll(tx, serverId, userIds);
				return act(tx, chunk);
			});
			await publish(done.events);
			outcomes.push(...done.outcomes);
		} catch (error) {
			if (outcomes.length === 0) throw error;
			return fill(outcomes, items.length, toAppError(error, { serverId }));
		}
	}
	return outcomes;
}

const fill = <Result>(outcomes: Outcome<Result>[], length: number, error: AppError): Outcome<Result>[] => [
	...outcomes,
	...Array.from({ length: length - outcomes.length }, () => ({ result: null, error })),
];

/** All accounts and memberships are locked in the order of locks, before anything else. */
async function lockAll(tx: Tx, serverId: number, userIds: number[]): Promise<void> {
	await lockRoles(tx, serverId);
	await tx
		.select({ id: users.id })
		.from(users)
		.where(isOneOf(users.id, userIds))
		.orderBy(users.id)
		.for("no key update");
	await tx
		.select({ id: memberships.userId })
		.from(memberships)
		.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, userIds)))
		.orderBy(memberships.userId)
		.for("update");
}
