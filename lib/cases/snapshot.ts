import { and, eq, isNull, sql } from "drizzle-orm";
import { messages, type StoredSnapshot, users } from "@/db/schema";
import { messageNotFound } from "../auth/access";
import type { Attachment, CaseSnapshot } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { authorColumns } from "../users/serialize";

/** How many other texts are kept beside the first. */
const maxLater = 10;

/** A message as it is now, for a case. Throws `message_not_found` for a tombstone. */
export async function takeSnapshot(
	tx: Tx,
	{ channelId, seq }: { channelId: number; seq: number },
): Promise<StoredSnapshot> {
	const [row] = await tx
		.select({
			author: authorColumns,
			content: messages.content,
			mentions: sql<string[] | null>`${messages.mentions}`,
			createdAt: messages.createdAt,
			editedAt: messages.editedAt,
			attachments: sql<Attachment[] | null>`${messages.attachments}`,
			poll: sql<StoredSnapshot["poll"]>`${messages.poll}`,
		})
		.from(messages)
		.innerJoin(users, eq(users.id, messages.authorId))
		.where(and(eq(messages.channelId, channelId), eq(messages.seq, seq), isNull(messages.deletedAt)));
	if (!row) throw messageNotFound();
	const { createdAt, editedAt, mentions, attachments, poll, ...rest } = row;
	return {
		...rest,
		mentions: mentions ?? [],
		createdAt: createdAt.toISOString(),
		editedAt: editedAt?.toISOString() ?? null,
		attachments: (attachments ?? []).map(({ name, type, kind, size, alt }) => ({ name, type, kind, size, alt })),
		poll: poll && { question: poll.question, options: poll.options },
		takenAt: new Date().toISOString(),
		later: [],
	};
}

/** The snapshot with the message's present text beside the earlier ones; null if it has not changed since. */
export function withLater(snapshot: StoredSnapshot, { content, takenAt }: StoredSnapshot): StoredSnapshot | null {
	if (latestText(snapshot) === content || snapshot.later.length >= maxLater) return null;
	return { ...snapshot, later: [...snapshot.later, { content, takenAt }] };
}

/** The message's text when it was reported last. */
export const latestText = ({ content, later }: Pick<CaseSnapshot, "content" | "later">): string =>
	later.at(-1)?.content ?? content;
