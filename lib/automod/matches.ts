import type { db } from "@/db";
import { automodMatches } from "@/db/schema";
import type { RuleActions } from "../realtime/protocol";
import type { Tx } from "../transaction";

export type ActionsLeft = Omit<RuleActions, "refuse">;

/** A rule that matches a text of a member, and what it does when the text is stored. */
export type Match = {
	serverId: number;
	userId: number;
	ruleId: number;
	ruleName: string;
	reason: string;
	actions: ActionsLeft;
};

/** A message that a rule matches, perhaps before it is stored. */
export type MatchedMessage = { channelId: number; nonce: string };

/** A match that was recorded, for the caller to act on. */
export type Recorded = { id: number; serverId: number };

/** Writes what rules are still to do, so that it is done even if this instance stops. */
export async function recordMatches(
	on: Tx | typeof db,
	matches: Match[],
	message: MatchedMessage | null,
): Promise<Recorded[]> {
	if (matches.length === 0) return [];
	return on
		.insert(automodMatches)
		.values(matches.map((match) => ({ ...match, ...message })))
		.returning({ id: automodMatches.id, serverId: automodMatches.serverId });
}
