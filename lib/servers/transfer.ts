import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { memberRoles, memberships, roles, servers, users } from "@/db/schema";
import { forbidden, type LoadedServer } from "../auth/access";
import { requireProof } from "../auth/require-proof";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { invalid } from "../errors";
import { appState } from "../process/app-state";
import type { Server } from "../realtime/protocol";
import { lockActor, lockRoles } from "../roles/lock";
import { isStorable } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { lockAccount } from "../users/lock-account";
import { userNotFound } from "../users/profiles";
import { get } from "./servers";

export const Transfer = z.strictObject({
	username: z.string("Must be text."),
	password: z.string("Must be text.").optional(),
});

/** Hands a server over to one of its members. Its owner confirms it with their password, or a recent proof of identity. */
export async function transfer(
	viewer: Viewer,
	server: LoadedServer,
	{ username, password }: z.output<typeof Transfer>,
	address: string,
): Promise<{ server: Server }> {
	await requireProof(viewer, password, address);
	await handOver(viewer, server, username);
	return get(viewer, server);
}

/** Hands a server over for its owner. */
export async function handOver(viewer: Viewer, { id: serverId }: Pick<LoadedServer, "id">, username: string) {
	const events = await transaction(async (tx) => {
		await lockRoles(tx, serverId);
		const named = await findUser(tx, username);
		if (named) await lockAccount(tx, named.id);
		const actor = await lockActor(tx, viewer, serverId, "manage_server");
		if (!actor.isOwner) throw forbidden("Only the owner can hand the server over.");
		return changeOwner(tx, serverId, viewer.id, username);
	});
	await applyHandOver(events);
}

/**
 * Hands a server over from its owner to a member. The caller holds the lock of the server's roles, so that the owner
 * stays the owner, and then that of the heir's account, so that they do not delete it meanwhile. The memberships of both
 * are locked, so that neither leaves meanwhile, and then the server: it has exactly one owner, who is a member, at every
 * instant. The former owner gets the highest role. Returns the events for applyHandOver().
 */
export async function changeOwner(
	tx: Tx,
	serverId: number,
	ownerId: number,
	username: string,
): Promise<ClusterEvent[]> {
	const heir = await lockHeir(tx, ownerId, serverId, username.toLowerCase());
	const [highest] = await tx
		.select({ id: roles.id })
		.from(roles)
		.where(and(eq(roles.serverId, serverId), eq(roles.isEveryone, false)))
		.orderBy(desc(roles.position))
		.limit(1);
	if (highest)
		await tx.insert(memberRoles).values({ serverId, userId: ownerId, roleId: highest.id }).onConflictDoNothing();
	// The nonce was the former owner's.
	await tx.update(servers).set({ ownerId: heir, nonce: null }).where(eq(servers.id, serverId));
	const events: ClusterEvent[] = [
		{ kind: "access_changed", serverId, userIds: [ownerId, heir] },
		{ kind: "server_changed", serverId },
		{ kind: "member_roles_changed", serverId, userIds: [ownerId] },
	];
	await emitInTransaction(tx, ...events);
	return events;
}

export async function applyHandOver(events: ClusterEvent[]): Promise<void> {
	appState().publicLists.clear();
	for (const event of events) await applyEvent(event);
}

/** The member who gets the server. Both memberships stay until the end of the transaction. */
async function lockHeir(tx: Tx, ownerId: number, serverId: number, username: string): Promise<number> {
	const rows = isStorable(username)
		? await tx
				.select({
					userId: memberships.userId,
					username: users.username,
					isLeaving: sql<boolean>`${users.deletesAt} is not null`,
					hasAccount: sql<boolean>`${users.kind} = 'person'`,
				})
				.from(memberships)
				.innerJoin(users, eq(users.id, memberships.userId))
				.where(
					and(eq(memberships.serverId, serverId), sql`(${users.username} = ${username} or ${users.id} = ${ownerId})`),
				)
				.orderBy(memberships.userId)
				.for("update", { of: memberships })
		: [];
	const heir = rows.find((row) => row.username === username);
	if (!heir) throw userNotFound();
	if (heir.userId === ownerId) throw invalid({ username: "This user owns the server already." });
	if (heir.isLeaving) throw userNotFound();
	if (!heir.hasAccount) throw invalid({ username: "This user cannot sign in." });
	return heir.userId;
}
