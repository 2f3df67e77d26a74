import { and, eq, isNull, not, sql } from "drizzle-orm";
import { z } from "zod";
import { channels, type JoinRequirements, memberships, servers } from "@/db/schema";
import { factorRequired, type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { constraintOf, invalid } from "../errors";
import type { Server } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import { columnsOf, requireJoinedChannel, SystemMessagesChange } from "../system-messages/settings";
import { id, line, lines } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { JoinRequirementsChange } from "./join-requirements";
import { resetAcceptance } from "./rules";
import { get, refuseUnknownCategory, visibility } from "./servers";
import { requireFreeSlug, slug, slugTaken } from "./slug";

export const ServerChange = z.strictObject({
	name: line(1, 100).optional(),
	description: lines(0, 1000).optional(),
	categoryId: id.optional(),
	visibility: visibility.optional(),
	slug: slug.nullable().optional(),
	welcomeChannelId: id.nullable().optional(),
	joinRequirements: JoinRequirementsChange.optional(),
	systemMessages: SystemMessagesChange.optional(),
	requiresSecondFactor: z.boolean("Must be true or false.").optional(),
	askToAcceptAgain: z.boolean("Must be true or false.").optional(),
});
type Change = z.output<typeof ServerChange>;

/**
 * Updates a server. Making it private keeps its members and hides it from everybody else. A change of the rules raises
 * their version. The acceptance of members who join meanwhile is reset after the server's row was locked.
 */
export async function update(viewer: Viewer, server: LoadedServer, change: Change): Promise<{ server: Server }> {
	if (Object.values(change).every((value) => value === undefined)) return get(viewer, server);
	if (change.slug) requireFreeSlug(change.slug);
	const events = await transaction((tx) => write(tx, viewer, server.id, change)).catch(refuseTaken);
	for (const event of events) await applyEvent(event);
	return get(viewer, server);
}

async function write(tx: Tx, viewer: Viewer, serverId: number, change: Change): Promise<ClusterEvent[]> {
	const { joinRequirements, askToAcceptAgain, systemMessages, requiresSecondFactor, ...columns } = change;
	// Changes of the requirements follow each other, because the roles are locked.
	await lockActor(tx, viewer, serverId, "manage_server");
	const isFactorChanged = await changesFactor(tx, viewer, serverId, requiresSecondFactor);
	if (change.welcomeChannelId) await requireChannel(tx, serverId, change.welcomeChannelId);
	if (systemMessages?.joinedChannelId) await requireJoinedChannel(tx, viewer, serverId, systemMessages.joinedChannelId);
	const [before] = await tx
		.select({ joinRequirements: servers.joinRequirements })
		.from(servers)
		.where(eq(servers.id, serverId));
	if (!before) throw serverNotFound();
	const required = merged(before.joinRequirements, joinRequirements);
	const raises = !isEqual(required.rules, before.joinRequirements.rules);
	const reset = required.rules.length === 0 ? "none" : askToAcceptAgain ? "again" : null;
	const early = reset !== null && (await resetAcceptance(tx, serverId, reset));
	await tx
		.update(servers)
		.set({
			...columns,
			...columnsOf(systemMessages),
			...(isFactorChanged && { requiresFactor: requiresSecondFactor ?? false }),
			joinRequirements: required,
			rulesVersion: sql`${servers.rulesVersion} + ${raises ? 1 : 0}::int`,
		})
		.where(eq(servers.id, serverId));
	const late = reset !== null && (await resetAcceptance(tx, serverId, reset));
	const events: ClusterEvent[] = [{ kind: "server_changed", serverId }];
	if (early || late || isFactorChanged)
		events.push({ kind: "access_changed", serverId, announceToAll: isFactorChanged });
	await emitInTransaction(tx, ...events);
	return events;
}

/**
 * Whether the request changes that the server requires a second factor. Throws `second_factor_required` for a member who
 * would lose their own permissions.
 */
async function changesFactor(tx: Tx, { id }: Viewer, serverId: number, wanted: boolean | undefined): Promise<boolean> {
	const [row] = await tx
		.select({ isRequired: servers.requiresFactor, hasFactor: memberships.hasFactor })
		.from(servers)
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, id)))
		.where(eq(servers.id, serverId));
	if (!row || wanted === undefined || wanted === row.isRequired) return false;
	if (wanted && !row.hasFactor) throw factorRequired("Set up two-step verification or a passkey for yourself first.");
	return true;
}

const merged = (before: JoinRequirements, change: Change["joinRequirements"]): JoinRequirements => ({
	approval: change?.approval ?? before.approval,
	question: change?.question ?? before.question,
	rules: change?.rules ?? before.rules,
	minAccountMinutes: change?.minAccountMinutes ?? before.minAccountMinutes,
});

const isEqual = (one: string[], other: string[]) =>
	one.length === other.length && one.every((rule, n) => rule === other[n]);

/** The channel is locked against its deletion. Throws `invalid_request` unless every new member may see it. */
async function requireChannel(tx: Tx, serverId: number, channelId: number): Promise<void> {
	const [channel] = await tx
		.select({ id: channels.id })
		.from(channels)
		.where(
			and(
				eq(channels.id, channelId),
				eq(channels.serverId, serverId),
				isNull(channels.parentId),
				not(channels.private),
			),
		)
		.for("key share");
	if (!channel) throw invalid({ welcomeChannelId: "There is no such channel that everybody may see." });
}

function refuseTaken(error: unknown): never {
	if (constraintOf(error) === "server_slug") throw slugTaken();
	return refuseUnknownCategory(error);
}
