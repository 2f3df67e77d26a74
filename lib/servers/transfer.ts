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

/**
 * Locks the account of the heir, so that they do not delete it meanwhile, and the memberships of both, so that neither leaves meanwhile, and then the server: it has exactly one owner, who is
 * a member, at every instant. The former owner gets the highest role.
 */
export async function handOver(viewer: Viewer, { id: serverId }: Pick<LoadedServer, "id">, username: string) {
	const events = await transaction(async (tx) => {
		await lockRoles(tx, serverId);
		const named = await findUser(tx, username);
		if (named) await lockAccount(tx, named.id);
		const actor = await lockActor(tx, viewer, serverId, "manage_server");
		if (!actor.isOwner) throw forbidden("Only the owner can hand the server over.");
		const heir = await lockHeir(tx, viewer, serverId, username.toLowerCase());
		const [highest] = await tx
			.select({ id: roles.id })
			.from(roles)
			.where(and(eq(roles.serverId, serverId), eq(roles.isEveryone, false)))
			.orderBy(desc(roles.position))
			.limit(1);
		if (highest)
			await tx.insert(memberRoles).values({ serverId, userId: viewer.id, roleId: highest.id }).onConflictDoNothing();
		// The nonce was the former owner's.
		await tx.update(servers).set({ ownerId: heir, nonce: null }).where(eq(servers.id, serverId));
		const userIds = [viewer.id, heir];
		const events: ClusterEvent[] = [
			{ kind: "access_changed", serverId, userIds },
			{ kind: "server_changed", serverId },
			{ kind: "member_roles_changed", serverId, userIds: [viewer.id] },
		];
		await emitInTransaction(tx, ...events);
		return events;
	});
	appState().publicLists.clear();
	for (const event of events) await applyEvent(event);
}

/** The member who gets the server. Both memberships stay until the end of the transaction. */
async function lockHeir(tx: Tx, viewer: Viewer, serverId: number, username: string): Promise<number> {
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
					and(eq(memberships.serverId, serverId), sql`(${users.username} = ${username} or ${users.id} = ${viewer.id})`),
				)
				.orderBy(memberships.userId)
				.for("update", { of: memberships })
		: [];
	const heir = rows.find((row) => row.username === username);
	if (!heir) throw userNotFound();
	if (heir.userId === viewer.id) throw invalid({ username: "You own this server already." });
	if (heir.isLeaving) throw userNotFound();
	if (!heir.hasAccount) throw invalid({ username: "This user cannot sign in." });
	return heir.userId;
}
