import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import type { LoadedMessage } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { keywordTextOf } from "../markdown";
import { normalized } from "../markdown/normalized";
import { appState } from "../process/app-state";
import { line } from "../text/schema";
import { type Tx, transaction } from "../transaction";

const maxKeywords = 25;
const word = line(2, 50).transform((value) => normalized(value, "NFC").toLowerCase().replace(/\s+/g, " "));

export const Keywords = z.strictObject({
	keywords: z
		.array(word, "Must be a list of words.")
		.max(maxKeywords, `Use ${maxKeywords} words or fewer.`)
		.transform((words) => [...new Set(words)]),
});

/** The viewer's keywords, which notify them like their name. */
export async function mine(viewer: Viewer): Promise<{ keywords: string[] }> {
	const [row] = await db.select({ keywords: users.keywords }).from(users).where(eq(users.id, viewer.id));
	return { keywords: row?.keywords ?? [] };
}

/** Replaces the viewer's keywords. They apply to messages from now on. */
export async function replace(
	viewer: Viewer,
	{ keywords }: z.output<typeof Keywords>,
): Promise<{ keywords: string[] }> {
	const notice: ClusterEvent = { kind: "keywords_changed", userId: viewer.id };
	await transaction(async (tx) => {
		await tx.update(users).set({ keywords }).where(eq(users.id, viewer.id));
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
	return { keywords };
}

type FoundMentions = { places: number[]; people: number[] };

/**
 * The users whose keywords occur in these texts, by the text's index from 1: at once if the keywords of the server are
 * in memory.
 */
export function findMentions(channelId: number, texts: string[]): FoundMentions | Promise<FoundMentions> {
	const { channelHomes, keywordIndex } = appState();
	const home = channelHomes.peek(channelId);
	if (!home)
		return channelHomes
			.of(channelId)
			.then((found) => (found ? findMentions(channelId, texts) : { places: [], people: [] }));
	const owners = keywordIndex.ownersIn(home.serverId, texts.map(keywordTextOf));
	return owners instanceof Promise ? owners.then(mentionsOf) : mentionsOf(owners);
}

const mentionsOf = (found: number[][]): FoundMentions => ({
	places: found.flatMap((owners, index) => owners.map(() => index + 1)),
	people: found.flat(),
});

/**
 * Stores the keyword mentions of an edited message, in the edit's transaction. A user whom it mentioned before is not
 * mentioned again.
 */
export async function insertMentions(
	tx: Tx,
	{ channel, seq }: LoadedMessage,
	people: number[],
	mentioned: Set<number>,
): Promise<void> {
	if (people.length === 0) return;
	await tx.execute(sql`
		select call_by_keyword(${channel.id}, array_agg(${seq}::bigint), array_agg(w.person))
		from unnest(${sql.param(people)}::bigint[]) as w(person)
		where w.person = any (${sql.param([...mentioned])}::bigint[]) or not exists (
			select 1 from versions v where v.channel_id = ${channel.id} and v.seq = ${seq} and w.person = any (v.called))`);
}
