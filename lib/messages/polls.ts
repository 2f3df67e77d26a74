import { and, count, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { messages, votes } from "@/db/schema";
import { type LoadedMessage, messageNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError, invalid } from "../errors";
import type { Tx } from "../transaction";
import { change } from "./change";
import type { StoredPoll } from "./serialize";

export const Votes = z.strictObject({
	options: z.array(z.int("Must be the number of an option.").min(0).max(9), "Must be a list of numbers.").max(10),
});

/** Replaces the viewer's votes in a poll; an empty list removes them. Throws `poll_ended` after its end. */
export async function vote(viewer: Viewer, open: LoadedMessage, { options }: z.output<typeof Votes>): Promise<void> {
	const { channel, seq } = open;
	const chosen = [...new Set(options)].sort((a, b) => a - b);
	if (chosen.length !== options.length) throw invalid({ options: "Name each option once." });
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		const poll = await pollOf(tx, open);
		if (poll.ended) throw new AppError("poll_ended", "This poll has ended.");
		if (chosen.some((option) => option >= poll.options.length))
			throw invalid({ options: "There is no such option in this poll." });
		if (chosen.length > 1 && !poll.multiple) throw invalid({ options: "This poll takes one choice." });
		const isOfPoll = and(eq(votes.channelId, channel.id), eq(votes.seq, seq));
		const own = and(isOfPoll, eq(votes.userId, viewer.id));
		const before = await tx.select({ option: votes.option }).from(votes).where(own).orderBy(votes.option);
		if (before.map(({ option }) => option).join() === chosen.join()) return null;
		await tx.delete(votes).where(own);
		if (chosen.length > 0)
			await tx
				.insert(votes)
				.values(chosen.map((option) => ({ channelId: channel.id, seq, option, userId: viewer.id })));
		const rows = await tx
			.select({ option: votes.option, count: count() })
			.from(votes)
			.where(isOfPoll)
			.groupBy(votes.option);
		const counts = poll.options.map((_, option) => rows.find((row) => row.option === option)?.count ?? 0);
		return { kind: "vote", userId: viewer.id, vote: { options: chosen, counts } };
	});
}

/** Ends a poll now. Idempotent. */
export async function endPoll(viewer: Viewer, open: LoadedMessage): Promise<void> {
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		const poll = await pollOf(tx, open);
		if (poll.ended) return null;
		await tx
			.update(messages)
			.set({ poll: sql`${messages.poll} || jsonb_build_object('endsAt', ${new Date().toISOString()}::text)` })
			.where(isMessage(open));
		return { kind: "updated" };
	});
}

const isMessage = ({ channel, seq }: LoadedMessage) => and(eq(messages.channelId, channel.id), eq(messages.seq, seq));

async function pollOf(tx: Tx, open: LoadedMessage): Promise<StoredPoll & { ended: boolean }> {
	const [row] = await tx
		.select({ poll: sql<StoredPoll | null>`${messages.poll}` })
		.from(messages)
		.where(isMessage(open));
	if (!row?.poll) throw new AppError("invalid_request", "This message has no poll.");
	return { ...row.poll, ended: row.poll.endsAt !== null && Date.parse(row.poll.endsAt) <= Date.now() };
}
