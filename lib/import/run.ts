import { sql } from "@/db";
import { append } from "./append";
import { ImportedAuthors } from "./authors";
import { type Batch, Batches } from "./batches";
import { ImportedChannels } from "./channels";
import { nonceOf } from "./nonce";
import { withOwnerLock } from "./owner-lock";
import { type ParsedLine, parseLine } from "./parse-line";
import { linesIn } from "./read-lines";
import { ownerNamed, serverNamed, type TargetServer } from "./target-server";

export type ImportOptions = { file: string; server: string; owner: string };
export type BadLine = { number: number; wrong: string };
export type Counts = {
	read: number;
	imported: number;
	/** Stored by an earlier run, or repeated in this file. */
	known: number;
	bad: number;
	/** Replies whose parent is not an earlier message of the same channel. */
	lostParents: number;
};
export type Report = Counts & {
	destination: TargetServer;
	/** All that was ever imported into this server. */
	channels: number;
	people: number;
	seconds: number;
};
export type Listener = {
	log(sentence: string): void;
	progress(bytes: number, counts: Counts): void;
	bad(line: BadLine): void;
};

const concurrency = 4;

/**
 * Imports a file's conversation into a server of the owner's. Every line is stored completely or not at all, and lines
 * of an earlier run are skipped, so another run finishes an interrupted one. Throws ImportError.
 */
export async function importFile(order: ImportOptions, listener: Listener): Promise<Report> {
	const owner = await ownerNamed(order.owner);
	return withOwnerLock(owner.id, listener.log, async () => {
		// Opened before anything is created for it.
		const lines = linesIn(order.file);
		const first = await lines.next();
		const start = performance.now();
		const destination = await serverNamed(owner, order.server);
		const filling = new Filling(
			new ImportedChannels(owner, destination.server),
			new ImportedAuthors(destination.server.id),
			listener,
		);
		try {
			if (!first.done) await filling.take(first.value);
			for await (const line of lines) await filling.take(line);
			await filling.finish();
		} finally {
			await markRead(owner.id, destination.server.id);
		}
		const seconds = (performance.now() - start) / 1000;
		return { ...filling.counts, ...(await totals(destination.server.id)), destination, seconds };
	});
}

class Filling {
	readonly counts: Counts = { read: 0, imported: 0, known: 0, bad: 0, lostParents: 0 };
	private readonly batches = new Batches();

	constructor(
		private readonly channels: ImportedChannels,
		private readonly authors: ImportedAuthors,
		private readonly listener: Listener,
	) {}

	async take({ number, bytes, text }: { number: number; bytes: number; text: string | null }): Promise<void> {
		if (text !== null && text.trim() === "") return;
		this.counts.read++;
		const line = parseLine(text);
		if ("wrong" in line) return this.refuse(number, line.wrong);
		const channelId = await this.channels.idOf(line.channel);
		if (channelId === null) return this.refuse(number, "names one channel more than a server can hold");
		const ready = this.batches.add(channelId, line);
		if (ready.length === 0) return;
		await this.write(ready);
		this.listener.progress(bytes, this.counts);
	}

	async finish(): Promise<void> {
		await this.write(this.batches.rest());
	}

	private refuse(number: number, wrong: string): void {
		this.counts.bad++;
		this.listener.bad({ number, wrong });
	}

	/**
	 * Batches of different channels are written concurrently: in a file that alternates between many channels, each batch
	 * is small and mostly waits for the disk.
	 */
	private async write(batches: Batch[]): Promise<void> {
		const ids = await this.authors.idsOf(batches.flatMap(({ lines }) => lines.map(({ author }) => author)));
		const left = [...batches];
		const work = async () => {
			for (let batch = left.pop(); batch; batch = left.pop()) await this.append(batch, ids);
		};
		const ended = await Promise.allSettled(Array.from({ length: concurrency }, work));
		const failed = ended.find((one) => one.status === "rejected");
		if (failed) throw failed.reason;
	}

	private async append({ channelId, lines }: Batch, ids: Map<string, number>): Promise<void> {
		const drafts = lines.map((line) => draftOf(line, ids));
		const written = await append(channelId, drafts);
		this.counts.imported += written.imported;
		this.counts.known += written.known;
		this.counts.lostParents += written.lostParents;
	}
}

const draftOf = ({ id, author, text, at, replyTo }: ParsedLine, ids: Map<string, number>) => ({
	nonce: nonceOf(id),
	authorId: ids.get(author) ?? 0,
	content: text,
	at: at.toISOString(),
	parent: replyTo == null ? null : nonceOf(replyTo),
});

/** The owner need not read the imported messages: their read markers move to the heads. */
async function markRead(ownerId: number, serverId: number): Promise<void> {
	await sql`
		insert into reads as r (user_id, channel_id, last_read_seq)
		select ${ownerId}, c.id, c.last_seq from channels c join imported_channels i on i.channel_id = c.id
		where i.server_id = ${serverId} and c.last_seq > 0
		on conflict (user_id, channel_id) do update set last_read_seq = greatest(r.last_read_seq, excluded.last_read_seq)`;
}

async function totals(serverId: number): Promise<{ channels: number; people: number }> {
	const [row] = await sql<{ channels: number; people: number }[]>`
		select (select count(*)::int from imported_channels where server_id = ${serverId}) as channels,
			(select count(*)::int from imported_authors where server_id = ${serverId}) as people`;
	return row ?? { channels: 0, people: 0 };
}
