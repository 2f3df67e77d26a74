import { z } from "zod";
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
		const before = await tx.sql<{ option: number }[]>`
			select option from votes where channel_id = ${channel.id} and seq = ${seq} and user_id = ${viewer.id} order by option`;
		if (before.map(({ option }) => option).join() === chosen.join()) return null;
		await tx.sql`delete from votes where channel_id = ${channel.id} and seq = ${seq} and user_id = ${viewer.id}`;
		await tx.sql`insert into votes (channel_id, seq, user_id, option)
			select ${channel.id}, ${seq}, ${viewer.id}, unnest(${chosen}::int[])`;
		const rows = await tx.sql<{ option: number; count: number }[]>`
			select option, count(*)::int as count from votes where channel_id = ${channel.id} and seq = ${seq} group by option`;
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
		await tx.sql`update messages set poll = poll || jsonb_build_object('endsAt', ${new Date().toISOString()}::text)
			where channel_id = ${open.channel.id} and seq = ${open.seq}`;
		return { kind: "updated" };
	});
}

async function pollOf(tx: Tx, { channel, seq }: LoadedMessage): Promise<StoredPoll & { ended: boolean }> {
	const [row] = await tx.sql<{ poll: StoredPoll | null }[]>`
		select poll from messages where channel_id = ${channel.id} and seq = ${seq}`;
	if (!row?.poll) throw new AppError("invalid_request", "This message has no poll.");
	return { ...row.poll, ended: row.poll.endsAt !== null && Date.parse(row.poll.endsAt) <= Date.now() };
}
