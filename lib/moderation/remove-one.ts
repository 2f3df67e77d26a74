import { and, eq } from "drizzle-orm";
import { messages, moderationActions } from "@/db/schema";
import type { LoadedMessage } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { Tx } from "../transaction";
import { writeAudit } from "./audit";
import { keepAndRemove } from "./removal";

/** Removes another user's message as a moderation action that can be undone, under the lock of its channel. */
export async function removeOne(tx: Tx, viewer: Viewer, { channel, seq }: LoadedMessage): Promise<void> {
	const [message] = await tx
		.select({ authorId: messages.authorId })
		.from(messages)
		.where(and(eq(messages.channelId, channel.id), eq(messages.seq, seq)));
	if (!message) return;
	const entry = { serverId: channel.serverId, actorId: viewer.id, subjectId: message.authorId };
	const [action] = await tx
		.insert(moderationActions)
		.values({ ...entry, kind: "removal", wasMember: true })
		.returning({ id: moderationActions.id });
	const actionId = action?.id ?? 0;
	await writeAudit(tx, { ...entry, action: "removal", actionId });
	await keepAndRemove(tx, actionId, message.authorId, {
		purged: [],
		purgeHours: null,
		listed: [{ channelId: channel.id, seq }],
	});
}
