import type { Appeal, Sanction } from "@/lib/realtime/protocol";

/**
 * The timeout or the ban that the viewer is under in this server. A sanction that was undone is listed for a while, with
 * its appeal.
 */
export function sanctionInForce(
	sanctions: readonly Sanction[],
	serverId: number | null,
	kind: "timeout" | "ban",
	now: number,
): Sanction | undefined {
	const latest = sanctions.find((one) => one.server.id === serverId && one.kind === kind && one.undoneAt === null);
	return latest && (latest.until === null || Date.parse(latest.until) > now) ? latest : undefined;
}

const recentMs = 60_000;

type Answer = Pick<Sanction, "id" | "server"> & { outcome: NonNullable<Appeal["outcome"]> };

/** The sanctions whose appeals were answered just now, except those whose ids are in `shown`. */
export const justAnswered = (sanctions: readonly Sanction[], shown: ReadonlySet<number>, now: number): Answer[] =>
	sanctions.flatMap(({ id, server, appeal }) => {
		const { outcome = null, decidedAt = null } = appeal ?? {};
		if (outcome === null || decidedAt === null || shown.has(id)) return [];
		return Math.abs(now - Date.parse(decidedAt)) < recentMs ? [{ id, server, outcome }] : [];
	});
