import { and, asc, count, eq, gte, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { channels, memberships, type RaidModeEntry, servers, slowModeState } from "@/db/schema";
import { type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { slowModeSeconds } from "../channels/slow-mode";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { writeAudit } from "../moderation/audit";
import type { RaidAlarm, RaidMode, RaidWatch } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import { futureTime } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { isNoticed, isRaidMode, raidModeColumn } from "./columns";

/** 7 days. */
const maxMs = 604_800_000;

export const RaidModeChange = z.strictObject({
	until: futureTime.refine((time) => time.getTime() <= Date.now() + maxMs, "Must be at most 7 days ahead.").nullable(),
	joins: z.enum(["closed", "approval", "open"], "Must be closed, approval or open.").default("closed"),
	newcomersMay: z.enum(["read", "talk"], "Must be read or talk.").default("read"),
	slowModeSeconds: slowModeSeconds.default(0),
});
type Change = z.output<typeof RaidModeChange>;

/**
 * Turns raid mode on or, with `until` null, off. When this returns, joins that it forbids are refused, and newcomers
 * cannot write. The same request again changes nothing.
 */
export async function set(
	viewer: Viewer,
	server: LoadedServer,
	change: Change,
): Promise<{ raidMode: RaidMode | null }> {
	const events = await transaction(async (tx): Promise<ClusterEvent[]> => {
		await lockActor(tx, viewer, server.id, "kick_members");
		// Waits for the messages that are being stored; each of them has read the server's state after this lock.
		await tx
			.select({ id: channels.id })
			.from(channels)
			.where(eq(channels.serverId, server.id))
			.orderBy(asc(channels.id))
			.for("no key update");
		const before = await lockServer(tx, server.id);
		if (isSame(before, change)) return [];
		const { until, ...rest } = change;
		const entry = until && { until: until.toISOString(), ...rest };
		const since = before.since ?? (await afterLastJoin(tx, server.id));
		const changed = await write(tx, { serverId: server.id, actorId: viewer.id, since, wasOn: before.isOn }, entry);
		await emitInTransaction(tx, ...changed);
		return changed;
	});
	for (const event of events) await applyEvent(event);
	const [row] = await db.select({ raidMode: raidModeColumn }).from(servers).where(eq(servers.id, server.id));
	return { raidMode: row?.raidMode ?? null };
}

/** Joins lock the server's row too, so each of them comes before or after. */
async function lockServer(tx: Tx, serverId: number) {
	const [row] = await tx
		.select({
			isOn: isRaidMode,
			until: servers.raidUntil,
			joins: servers.raidJoins,
			newcomersMay: servers.newcomersMay,
			slowModeSeconds: servers.raidSlowModeSeconds,
			hasNotice: sql<boolean>`${servers.raidNoticedSince} is not null`,
			since: sql<Date | null>`case when ${isRaidMode} then ${servers.raidSince}
				when ${isNoticed} then ${servers.raidNoticedSince} end`.mapWith(servers.raidSince),
		})
		.from(servers)
		.where(eq(servers.id, serverId))
		.for("no key update");
	if (!row) throw serverNotFound();
	return row;
}

/** Now, with the server's row locked. Times have milliseconds, and a join of the same one came before. */
async function afterLastJoin(tx: Tx, serverId: number): Promise<Date> {
	const last = sql`max(${memberships.joinedAt}) + interval '1 millisecond'`;
	const [row] = await tx
		.select({ now: sql<Date>`greatest(clock_timestamp(), ${last})`.mapWith(memberships.joinedAt) })
		.from(memberships)
		.where(eq(memberships.serverId, serverId));
	return row?.now ?? new Date();
}

const isSame = (
	before: Awaited<ReturnType<typeof lockServer>>,
	{ until, joins, newcomersMay, slowModeSeconds }: Change,
) =>
	until === null
		? !before.isOn && !before.hasNotice
		: before.isOn &&
			before.until?.getTime() === until.getTime() &&
			before.joins === joins &&
			before.newcomersMay === newcomersMay &&
			before.slowModeSeconds === slowModeSeconds;

/** Stores raid mode with its entry in the audit log, with the server's row locked. `actorId` is null for the watch. */
export async function write(
	tx: Tx,
	{ serverId, actorId, since, wasOn }: { serverId: number; actorId: number | null; since: Date; wasOn: boolean },
	raidMode: RaidModeEntry | null,
): Promise<ClusterEvent[]> {
	await tx
		.update(servers)
		.set({
			raidNoticedAt: null,
			raidNoticedSince: null,
			raidUntil: raidMode && new Date(raidMode.until),
			...(raidMode && {
				raidSince: since,
				raidJoins: raidMode.joins,
				newcomersMay: raidMode.newcomersMay,
				raidSlowModeSeconds: raidMode.slowModeSeconds,
			}),
		})
		.where(eq(servers.id, serverId));
	await forgetTimes(tx, serverId);
	const events: ClusterEvent[] = [{ kind: "server_changed", serverId }];
	if (!raidMode && !wasOn) return events;
	await writeAudit(tx, { serverId, actorId, action: raidMode ? "raid_mode" : "end_raid_mode", raidMode });
	return [...events, { kind: "access_changed", serverId }];
}

/** Deletes when members last wrote in channels that only raid mode made slow. */
const forgetTimes = (tx: Tx, serverId: number) =>
	tx
		.delete(slowModeState)
		.where(
			sql`${slowModeState.channelId} in (select c.id from ${channels} c where c.server_id = ${serverId} and c.slow_mode_s = 0)`,
		);

/** Raid mode, the watch, and what the watch has noticed: for those who may turn raid mode on. */
export async function get(
	server: LoadedServer,
): Promise<{ raidMode: RaidMode | null; watch: RaidWatch; alarm: RaidAlarm | null }> {
	const [row] = await db
		.select({
			raidMode: raidModeColumn,
			watch: servers.raidWatch,
			since:
				sql<Date | null>`case when not ${isRaidMode} and ${isNoticed} then ${servers.raidNoticedSince} end`.mapWith(
					servers.raidNoticedSince,
				),
		})
		.from(servers)
		.where(eq(servers.id, server.id));
	if (!row) throw serverNotFound();
	const { since, ...state } = row;
	if (!since) return { ...state, alarm: null };
	const [joined] = await db
		.select({ n: count() })
		.from(memberships)
		.where(and(eq(memberships.serverId, server.id), gte(memberships.joinedAt, since)));
	return { ...state, alarm: { since: since.toISOString(), joins: joined?.n ?? 0 } };
}
