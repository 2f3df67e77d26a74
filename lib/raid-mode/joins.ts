import { AppError } from "../errors";
import type { EnteredServer, Entering } from "../servers/entrance";
import { approvalNeeded, isApprovalNeeded } from "../servers/join-requirements";

const joinsClosed = (retryAfterMs: number) =>
	new AppError("joins_closed", "Raid mode is on in this server: nobody can join until it ends.", { retryAfterMs });

/**
 * Raid mode refuses only joins that nothing else refuses, so its errors reveal no more about a server. While it requires
 * approval, users whose join a member has approved still join.
 */
export function refusedInRaidMode(
	{ raidJoins, raidForMs }: EnteredServer,
	entering: Entering[],
	refused: ReadonlyMap<number, AppError>,
): Map<number, AppError> {
	const found = new Map<number, AppError>();
	for (const { userId, entrance } of entering) {
		const error = refused.get(userId);
		if (error && !isApprovalNeeded(error)) continue;
		if (raidJoins === "closed") found.set(userId, joinsClosed(Math.max(1, raidForMs ?? 1)));
		else if (raidJoins === "approval" && !entrance.isApproved) found.set(userId, approvalNeeded());
	}
	return found;
}
