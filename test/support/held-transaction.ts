import type { TransactionSql } from "postgres";
import { sql } from "@/db";
import { waitUntil } from "./socket-client";

type Work = (tx: TransactionSql) => Promise<unknown>;

/** Runs SQL in a transaction, and returns the function that commits it. */
export async function holdTransaction(work: Work): Promise<() => Promise<void>> {
	let release = () => {};
	const released = new Promise<void>((resolve) => {
		release = resolve;
	});
	let done = () => {};
	const begun = new Promise<void>((resolve) => {
		done = resolve;
	});
	const committed = sql.begin(async (tx) => {
		// A test that has failed meanwhile never commits it, and the next ones would wait for its locks for ever.
		await tx`set local idle_in_transaction_session_timeout = '2min'`;
		await work(tx);
		done();
		await released;
	});
	await Promise.race([begun, committed]);
	return async () => {
		release();
		await committed;
	};
}

/** Resolves when a statement with this text waits for a lock. */
export const waitsFor = (text: string): Promise<void> =>
	waitUntil(`a statement waits for a lock: ${text}`, async () => {
		// The statements of other test files, in other databases, are listed too.
		const [row] = await sql`
			select 1 from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock' and query like ${`%${text}%`} limit 1`;
		return row !== undefined;
	});

/** Runs SQL under the lock of a server's roles (lib/roles/lock.ts), and returns the function that commits it. */
export const holdRoles = (serverId: number, work: Work): Promise<() => Promise<void>> =>
	holdTransaction(async (tx) => {
		await tx`select pg_advisory_xact_lock(hashtextextended(${`roles:${serverId}`}, 0))`;
		await work(tx);
	});

/** Acts while a role is being taken from its members: the action waits, and continues when they are without it. */
export async function actWhileLosingRole<T>(serverId: number, roleId: number, act: () => Promise<T>): Promise<T> {
	const commit = await holdRoles(serverId, (tx) => tx`delete from member_roles where role_id = ${roleId}`);
	return actBefore(commit, "pg_advisory_xact_lock", act);
}

/** Acts while a user ceases to be an administrator, which they are again afterwards. */
export async function actWhileDismissed<T>({ id }: { id: number }, act: () => Promise<T>): Promise<T> {
	const commit = await holdTransaction((tx) => tx`update users set is_admin = false where id = ${id}`);
	try {
		return await actBefore(commit, "for no key update", act);
	} finally {
		await sql`update users set is_admin = true where id = ${id}`;
	}
}

/**
 * Acts, and commits once a statement with the text `waiting` waits. An action that never waits fails the test, and leaves
 * no transaction open.
 */
export async function actBefore<T>(commit: () => Promise<void>, waiting: string, act: () => Promise<T>): Promise<T> {
	const acting = act();
	try {
		await waitsFor(waiting);
	} finally {
		await commit();
	}
	return acting;
}
