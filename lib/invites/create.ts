import { and, count, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { isOneOf } from "@/db/is-one-of";
import { channels, invites, memberships, roles, servers } from "@/db/schema";
import { forbidden, type LoadedServer, requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import { consume } from "../http/rate-limits";
import type { Invite } from "../realtime/protocol";
import { type Actor, lockActor } from "../roles/lock";
import { requireBelow, requireGrantable } from "../roles/rank";
import { id } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { newCode } from "./code";
import { get } from "./list";
import { isLiving } from "./load";

/** The maximum of invites of a server that have not ended. */
const maxLiving = 1000;
const maxUsernames = 200;
const maxRoles = 20;
const weekSeconds = 604_800;

const count1000 = "Must be 1 to 1000.";
const seconds = "Must be 1800 to 31536000 seconds.";
const username = z
	.string("Must be a username.")
	.transform((value) => value.trim().toLowerCase())
	.refine((value) => /^[a-z0-9_.]{2,32}$/.test(value), "Must be a username.");
const unique = <Item>(items: Item[]) => new Set(items).size === items.length;

export const NewInvite = z
	.strictObject({
		channelId: id.nullish(),
		maxUses: z.int(count1000).min(1, count1000).max(1000, count1000).nullish(),
		expiresInSeconds: z.int(seconds).min(1800, seconds).max(31_536_000, seconds).nullable().default(weekSeconds),
		roleIds: z
			.array(id)
			.max(maxRoles, `Use ${maxRoles} roles or fewer.`)
			.refine(unique, "Name each role once.")
			.default([]),
		needsApproval: z.boolean("Must be true or false.").optional(),
		onlyUsernames: z
			.array(username)
			.min(1, "Name a user, or leave it out.")
			.max(maxUsernames, `Name ${maxUsernames} users or fewer.`)
			.refine(unique, "Name each user once.")
			.nullish(),
	})
	.prefault({});

/**
 * Creates an invite. The maker's permissions are checked under locks: an invite that follows the loss of one is refused.
 */
export async function create(
	viewer: Viewer,
	server: LoadedServer,
	wanted: z.output<typeof NewInvite>,
): Promise<{ invite: Invite }> {
	await consume("invites", viewer.id);
	const made = await transaction(async (tx) => {
		const maker = await lockActor(tx, viewer, server.id, "create_invites");
		if (wanted.needsApproval === false) requirePermission(maker, "approve_joins");
		if (wanted.channelId) await requireChannel(tx, viewer, server.id, wanted.channelId);
		if (wanted.roleIds.length > 0) await requireRoles(tx, maker, server.id, wanted.roleIds);
		await boundLiving(tx, server.id);
		const { expiresInSeconds: seconds } = wanted;
		const [row] = await tx
			.insert(invites)
			.values({
				code: newCode(),
				serverId: server.id,
				channelId: wanted.channelId ?? null,
				creatorId: viewer.id,
				roleIds: wanted.roleIds,
				maxUses: wanted.maxUses ?? null,
				expiresAt: seconds === null ? null : sql`now() + ${seconds}::int * interval '1 second'`,
				needsApproval: wanted.needsApproval ?? null,
				onlyUsernames: wanted.onlyUsernames ?? null,
			})
			.returning({ id: invites.id });
		return row;
	});
	return { invite: await get(viewer, made?.id ?? 0) };
}

/** The channel is locked against its deletion. Throws `invalid_request` unless the maker may view it. */
async function requireChannel(tx: Tx, viewer: Viewer, serverId: number, channelId: number): Promise<void> {
	const isOwn = and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id));
	const [channel] = await tx
		.select({ permissions: sql<number>`channel_bits(channels, servers, memberships)`.mapWith(Number) })
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, isOwn)
		.where(and(eq(channels.id, channelId), eq(channels.serverId, serverId), isNull(channels.parentId)))
		.for("key share", { of: channels });
	if (!channel || !includes(channel.permissions, "view_channel"))
		throw invalid({ channelId: "There is no such channel." });
}

/** Throws `forbidden` unless the maker may give each of these roles, and `invalid_request` for an unknown one. */
async function requireRoles(tx: Tx, maker: Actor, serverId: number, roleIds: number[]): Promise<void> {
	requirePermission(maker, "manage_roles");
	const found = await tx
		.select({ name: roles.name, position: roles.position, permissions: roles.permissions })
		.from(roles)
		.where(and(eq(roles.serverId, serverId), isOneOf(roles.id, roleIds), eq(roles.isEveryone, false)));
	if (found.length < roleIds.length) throw invalid({ roleIds: "There is no such role." });
	for (const role of found) {
		requireBelow(maker, role);
		requireGrantable(maker, role, role.permissions);
	}
}

/** The roles are locked, so of two concurrent invites the second counts the first. */
async function boundLiving(tx: Tx, serverId: number): Promise<void> {
	const [row] = await tx
		.select({ n: count() })
		.from(invites)
		.where(and(eq(invites.serverId, serverId), isLiving()));
	if (row && row.n >= maxLiving) throw forbidden(`A server has at most ${maxLiving} invites. Revoke one first.`);
}
