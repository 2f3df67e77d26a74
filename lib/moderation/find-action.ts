import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { moderationActions, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { ActionKind } from "../realtime/protocol";
import type { Subject } from "./subject";

/** A moderation action as it was found before any lock. */
export type FoundAction = { id: number; kind: ActionKind; actorId: number | null; removed: number; subject: Subject };

/** The actions of the server among these. */
export async function findActions({ id: serverId }: LoadedServer, ids: number[]): Promise<FoundAction[]> {
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

export async function findAction(server: LoadedServer, id: number): Promise<FoundAction | null> {
	const [found] = await findActions(server, [id]);
	return found ?? null;
}
