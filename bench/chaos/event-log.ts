import { createHash } from "node:crypto";
import { createWriteStream, existsSync, readdirSync, readFileSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import type { Message } from "@/lib/realtime/protocol";

/** A message as it is recorded in a history. */
export type Seen = {
	seq: number;
	rev: number;
	nonce: string;
	by: string;
	content: string;
	edited: boolean;
	deleted: boolean;
	reactions: Record<string, number>;
	/** The vote counts of a poll's options; undefined without a poll. */
	votes?: number[] | undefined;
	pinned?: boolean | undefined;
	thread?: SeenThread;
};
export type SeenThread = { rev: number; replies: number; lastSeq: number };

const maxRecordedLength = 200;

/** The recorded form of a message's content: short content as is, long content as a hash. */
export const recordedContent = (content: string) =>
	content.length <= maxRecordedLength
		? content
		: `${content.slice(0, 40)}… ${createHash("sha256").update(content).digest("base64")}`;

export const threadOf = ({ rev, replies, lastSeq }: SeenThread): SeenThread => ({ rev, replies, lastSeq });

export const seenOf = (message: Message): Seen => ({
	seq: message.seq,
	rev: message.rev,
	nonce: message.nonce,
	by: message.author.username,
	content: recordedContent(message.content),
	edited: message.editedAt !== null,
	deleted: message.deletedAt !== null,
	reactions: Object.fromEntries(message.reactions.map(({ emoji, count }) => [emoji, count])),
	...(message.poll && { votes: message.poll.options.map(({ votes }) => votes) }),
	...(message.pinnedAt && { pinned: true }),
	...(message.thread && { thread: threadOf(message.thread) }),
});

/** A line of a user's history: `t` is milliseconds on the run's shared clock, `c` the number of the connection. */
export type Entry = { t: number; c: number } & (
	| { e: "connected" }
	| { e: "disconnected"; why: string }
	| { e: "sent"; nonce: string; content: string; again: boolean }
	| { e: "acknowledged"; nonce: string; message: Seen }
	| { e: "opened"; afterSeq: number; lastSeq: number; lastRev: number; complete: boolean; messages: Seen[] }
	| { e: "messages"; rev: number; messages: Seen[] }
	| { e: "updated"; rev: number; message: Seen }
	| { e: "deleted"; rev: number; seq: number }
	| { e: "reaction"; rev: number; seq: number; emoji: string; count: number }
	| { e: "vote"; rev: number; seq: number; counts: number[] }
	| { e: "thread"; seq: number; thread: SeenThread }
	| { e: "purged"; rev: number; actionId: number; seqs: [from: number, to: number][] }
	| { e: "restored"; rev: number; messages: Seen[] }
	| { e: "asked"; id: number; kind: string; seq: number; content: string; emoji: string }
	| { e: "answered"; id: number; status: number; tries: number }
	/** A refusal that no outage explains. */
	| { e: "refused"; what: string; code: string }
);

/** What was done to the app: `down` and `back` are a kill and the moment the app answers again. */
export type OutageEntry = { t: number; e: "down" | "back" | "cut"; what: string };

/**
 * An act of the moderator; `n` numbers the actions of a run. `seqs` are the messages of this channel that were to be
 * removed, null for a purge of everything that the subject wrote; `removed` counts those of all channels. `lift` ends a
 * timeout alone, `undo` the whole action.
 */
export type ModerationEntry = { t: number; n: number } & (
	| { e: "act"; subject: string; seqs: number[] | null; timeout: boolean }
	| { e: "acted"; actionId: number; removed: number }
	| { e: "undo" | "undone" | "lift" | "lifted" }
);

/** The channel as read over HTTP at the end of the run. */
export type Final = { messages: Seen[]; lastSeq: number; lastRev: number };

/** A file of JSON lines. */
export class EventLog<T> {
	private readonly stream: WriteStream;

	constructor(file: string) {
		this.stream = createWriteStream(file);
	}

	write(entry: T): void {
		this.stream.write(`${JSON.stringify(entry)}\n`);
	}

	close(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.stream.once("error", reject);
			this.stream.end(resolve);
		});
	}
}

/** Milliseconds on the clock shared by all histories of this process. */
export const clock = () => performance.now();

export const fileOf = {
	person: (folder: string, name: string) => join(folder, `person-${name}.jsonl`),
	outages: (folder: string) => join(folder, "outages.jsonl"),
	moderation: (folder: string) => join(folder, "moderation.jsonl"),
	final: (folder: string) => join(folder, "final.json"),
};

export type Histories = {
	people: Map<string, Entry[]>;
	outages: OutageEntry[];
	moderation: ModerationEntry[];
	final: Final;
};

/** Reads all files that a run left in its folder; the checker uses nothing else. */
export function readHistories(folder: string): Histories {
	const people = new Map<string, Entry[]>();
	for (const file of readdirSync(folder)) {
		const name = /^person-(.+)\.jsonl$/.exec(file)?.[1];
		if (name) people.set(name, lines<Entry>(join(folder, file)));
	}
	const outages = lines<OutageEntry>(fileOf.outages(folder));
	const moderation = lines<ModerationEntry>(fileOf.moderation(folder));
	return { people, outages, moderation, final: JSON.parse(readFileSync(fileOf.final(folder), "utf8")) as Final };
}

/** Returns nothing for a file that the run did not write. */
function lines<T>(file: string): T[] {
	if (!existsSync(file)) return [];
	return readFileSync(file, "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as T);
}
