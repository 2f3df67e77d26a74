import { and, desc, eq, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { closedNetworks, registrationCounts } from "@/db/schema";
import { requireLockedAdministrator } from "../admin/administrator";
import { writeInstanceAudit } from "../admin/write-audit";
import { networkOf } from "../auth/network-of";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import type { RegistrationStatistics } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";

/** Counts of registrations are kept for this long. */
const keptDays = 30;
const closedHours = 24;
/** The networks that are listed. */
const maxListed = 50;

const today = sql`(now() at time zone 'utc')::date`;
/** In SQL: the first day of the counts that are shown. */
const firstDay = sql`${today} - ${keptDays - 1}::int`;
const isClosed = sql<boolean>`${closedNetworks.until} > now()`;

/** A /24 of IPv4 or a /64 of IPv6, as the list of networks has it. */
const network = z
	.string("Must be a network.")
	.max(50, "Must be a network.")
	.refine((given) => isNetwork(given), "Must be a network, such as 203.0.113.0/24.");

export const ClosedNetwork = z.strictObject({ network });
export const ClosedNetworkQuery = z.object({ network });

const registrationNetwork = (address: string) => networkOf(address, 64);
const isNetwork = (given: string) => registrationNetwork(given.split("/")[0] ?? "") === given;

/**
 * Counts a registration, in its transaction. Throws `registration_closed`, with the sentence of an instance that accepts
 * nobody, while an administrator has closed the network.
 */
export async function countRegistration(tx: Tx, address: string): Promise<void> {
	const network = registrationNetwork(address);
	if (network === null) return;
	const [closed] = await tx
		.select({ network: closedNetworks.network })
		.from(closedNetworks)
		.where(and(eq(closedNetworks.network, network), isClosed));
	if (closed) throw new AppError("registration_closed", "This instance accepts no new accounts.");
	await tx
		.insert(registrationCounts)
		.values({ day: today, network, count: 1 })
		.onConflictDoUpdate({
			target: [registrationCounts.day, registrationCounts.network],
			set: { count: sql`${registrationCounts.count} + 1` },
		});
}

/** The registrations of each of the last 30 days, and the networks with the most of them, closed ones first. */
export async function statistics(): Promise<RegistrationStatistics> {
	const day = sql<string>`to_char(${registrationCounts.day}, 'YYYY-MM-DD')`;
	const total = sql<number>`sum(${registrationCounts.count})::int`;
	const shown = sql`${registrationCounts.day} >= ${firstDay}`;
	const [counted, closed, networks, [first]] = await Promise.all([
		db.select({ day, count: total }).from(registrationCounts).where(shown).groupBy(registrationCounts.day),
		db
			.select({ network: closedNetworks.network, closedUntil: isoTime(closedNetworks.until) })
			.from(closedNetworks)
			.where(isClosed)
			.orderBy(desc(closedNetworks.until)),
		db
			.select({ network: registrationCounts.network, count: total, lastDay: sql<string>`max(${day})` })
			.from(registrationCounts)
			.where(shown)
			.groupBy(registrationCounts.network)
			.orderBy(desc(total), registrationCounts.network)
			.limit(maxListed),
		db.execute<{ day: string }>(sql`select to_char(${firstDay}, 'YYYY-MM-DD') as day`),
	]);
	const countOf = new Map(counted.map(({ day, count }) => [day, count]));
	const known = new Map(networks.map((one) => [one.network, one]));
	const ends = new Map(closed.map(({ network, closedUntil }) => [network, closedUntil]));
	return {
		days: daysFrom(first?.day ?? "").map((day) => ({ day, count: countOf.get(day) ?? 0 })),
		networks: [
			...closed.map(({ network, closedUntil }) => ({
				...(known.get(network) ?? { network, count: 0, lastDay: null }),
				closedUntil,
			})),
			...networks.filter(({ network }) => !ends.has(network)).map((one) => ({ ...one, closedUntil: null })),
		],
	};
}

const dayMs = 86_400_000;
const daysFrom = (first: string): string[] =>
	Array.from({ length: keptDays }, (_, n) => new Date(Date.parse(first) + n * dayMs).toISOString().slice(0, 10));

/** Nobody registers from the network for 24 hours from now. Repeating it begins them anew. */
export async function close(viewer: Viewer, network: string): Promise<{ network: string; closedUntil: string }> {
	return transaction(async (tx) => {
		await requireLockedAdministrator(tx, viewer);
		const until = sql`now() + make_interval(hours => ${closedHours})`;
		const [row] = await tx
			.insert(closedNetworks)
			.values({ network, until })
			.onConflictDoUpdate({ target: closedNetworks.network, set: { until } })
			.returning({ closedUntil: isoTime(closedNetworks.until) });
		if (!row?.closedUntil) throw new Error("A closed network was not returned.");
		const { closedUntil } = row;
		const details = { network, until: closedUntil };
		await writeInstanceAudit(tx, { actorId: viewer.id, action: "close_network", details });
		return { network, closedUntil };
	});
}

/** Lets users of the network register again. Repeating it changes nothing. */
export async function reopen(viewer: Viewer, network: string): Promise<void> {
	await transaction(async (tx) => {
		await requireLockedAdministrator(tx, viewer);
		const [reopened] = await tx
			.delete(closedNetworks)
			.where(eq(closedNetworks.network, network))
			.returning({ isClosed });
		if (reopened?.isClosed)
			await writeInstanceAudit(tx, { actorId: viewer.id, action: "reopen_network", details: { network } });
	});
}

/** Deletes counts after 30 days, and networks that are open again. */
export async function sweepNetworks(): Promise<void> {
	await db.delete(registrationCounts).where(sql`${registrationCounts.day} < ${firstDay}`);
	await db.delete(closedNetworks).where(lt(closedNetworks.until, sql`now()`));
}
