import { and, eq } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { moderationActions } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import type { Tx } from "../transaction";

const { id, serverId: ofServer, actorId, subjectId, wasMember, nonce: ofNonce } = moderationActions;

/** The actions that the viewer has taken with this nonce, by their subjects. All of a server's follow each other. */
export async function findKnown(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	nonce: string | undefined,
): Promise<Map<number, number>> {
	if (nonce === undefined) return new Map();
	const rows = await tx
		.select({ id, subjectId })
		.from(moderationActions)
		.where(and(eq(ofServer, serverId), eq(actorId, viewer.id), eq(ofNonce, nonce)))
		.orderBy(id);
	return new Map(rows.map((action) => [action.subjectId, action.id]));
}

/** Those of the users who were members at an earlier action: a later change of the ban is still shown to them. */
export async function findFormerMembers(tx: Tx, serverId: number, userIds: number[]): Promise<Set<number>> {
	if (userIds.length === 0) return new Set();
	const rows = await tx
		.selectDistinct({ subjectId })
		.from(moderationActions)
		.where(and(eq(ofServer, serverId), isOneOf(subjectId, userIds), wasMember));
	return new Set(rows.map((action) => action.subjectId));
}
