import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { moderationActions, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { FoundAction } from "./undo";

/** Moderation actions of the server, as they are before any lock. */
export async function findActions(
	{ id: serverId }: LoadedServer,
	ids: number[],
): Promise<Omit<FoundAction, "channelIds">[]> {
	return db
		.select({
			id: moderationActions.id,
			kind: moderationActions.kind,
			actorId: moderationActions.actorId,
			removed: moderationActions.removed,
			subject: { id: users.id, username: users.username },
		})
		.from(moderationActions)
		.innerJoin(users, eq(users.id, moderationActions.subjectId))
		.where(and(isOneOf(moderationActions.id, ids), eq(moderationActions.serverId, serverId)));
}

export async function findAction(server: LoadedServer, id: number): Promise<Omit<FoundAction, "channelIds"> | null> {
	const [found] = await findActions(server, [id]);
	return found ?? null;
}
