import { and, count, eq, gt, min, not, sql } from "drizzle-orm";
import { z } from "zod";
import { memberships, servers } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { ClusterEvent } from "../cluster/events";
import type { RaidWatch } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import type { EnteredServer } from "../servers/entrance";
import { type Tx, transaction } from "../transaction";
import { isNoticed } from "./columns";
import { write } from "./raid-mode";

const wholeNumber = (from: number, to: number) =>
	z.int("Must be a whole number.").min(from, `Must be ${from} or more.`).max(to, `Must be ${to} or less.`);

export const WatchChange = z.strictObject({
	joins: wholeNumber(2, 100).default(10),
	minutes: wholeNumber(1, 60).default(2),
	action: z.enum(["off", "notify", "activate"], "Must be off, notify or activate."),
});

/** Changes the watch of a server, for members who may manage it. */
export async function setWatch(viewer: Viewer, server: LoadedServer, watch: RaidWatch): Promise<{ watch: RaidWatch }> {
	await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_server");
		await tx.update(servers).set({ raidWatch: watch }).where(eq(servers.id, server.id));
	});
	return { watch };
}

/** How long raid mode lasts that the watch turns on. */
const activeMs = 3_600_000;

/**
 * Looks for a raid after users have joined, with the server's row locked: notifies moderators, once in an hour, or
 * turns raid mode on. Users who joined with the first of these joins, and later, are its newcomers.
 */
export async function watchJoins(
	tx: Tx,
	{ id: serverId, raidWatch, raidJoins }: EnteredServer,
): Promise<ClusterEvent[]> {
	const { action, joins, minutes } = raidWatch;
	if (action === "off" || raidJoins !== null) return [];
	const isRecent = gt(memberships.joinedAt, sql`clock_timestamp() - make_interval(mins => ${minutes}::int)`);
	const [recent] = await tx
		.select({ n: count(), since: min(memberships.joinedAt) })
		.from(memberships)
		.where(and(eq(memberships.serverId, serverId), isRecent));
	if (!recent?.since || recent.n < joins) return [];
	if (action === "activate") {
		const until = new Date(Date.now() + activeMs).toISOString();
		const wanted = { until, joins: "closed", newcomersMay: "read", slowModeSeconds: 0 } as const;
		return write(tx, { serverId, actorId: null, since: recent.since, wasOn: false }, wanted);
	}
	const [noticed] = await tx
		.update(servers)
		.set({ raidNoticedAt: sql`clock_timestamp()`, raidNoticedSince: recent.since })
		.where(and(eq(servers.id, serverId), not(isNoticed)))
		.returning({ id: servers.id });
	return noticed ? [{ kind: "raid_noticed", serverId }] : [];
}
