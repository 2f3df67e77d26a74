import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { moderationActions, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";

/** A moderation action of the server, as it is before any lock. */
export async function findAction({ id: serverId }: LoadedServer, id: number) {
	const [found] = await db
		.select({
			id: moderationActions.id,
			kind: moderationActions.kind,
			actorId: moderationActions.actorId,
			removed: moderationActions.removed,
			subject: { id: users.id, username: users.username },
		})
		.from(moderationActions)
		.innerJoin(users, eq(users.id, moderationActions.subjectId))
		.where(and(eq(moderationActions.id, id), eq(moderationActions.serverId, serverId)));
	return found ?? null;
}
