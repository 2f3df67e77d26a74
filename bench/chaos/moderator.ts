import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "@/e2e/api-client";
import type { Clients } from "./clients";
import { clock, EventLog, fileOf, type ModerationEntry } from "./event-log";
import type { Person } from "./person";
import { Random } from "./random";

type WithoutClock<T> = T extends unknown ? Omit<T, "t" | "n"> : never;
type Undoing = { n: number; round: number; path: string; subject: Person; timeout: boolean; isLifted: boolean };

/** A round of every kind: a purge, chosen messages, and a purge with a timeout that is undone, or only lifted. */
const kinds = ["purge", "messages", "timeout", "purge", "lifted timeout"] as const;
const roundMs = 300;
const quietWithinMs = 5000;
const mostListed = 20;
const mostLate = 6;
/** One of this many rounds has a user who joins while messages are removed. */
const lateEvery = 4;
const timeoutMs = 3_600_000;

/**
 * Removes messages of users while these write, times some of them out, and undoes most of it some rounds later. Writes
 * what it asked for into the run's folder.
 */
export class Moderator {
	private readonly log: EventLog<ModerationEntry>;
	private readonly random: Random;
	private undoings: Undoing[] = [];
	private late = 0;

	constructor(
		private readonly owner: ApiClient,
		private readonly clients: Clients,
		private readonly at: { url: string; serverId: number; channelId: number; folder: string; seed: number },
	) {
		this.log = new EventLog(fileOf.moderation(at.folder));
		this.random = new Random(at.seed);
	}

	/** Moderates for so many rounds, and ends with everything lifted. */
	async moderate(rounds: number): Promise<void> {
		const writers = [...this.clients.people];
		for (let round = 0; round < rounds; round++) {
			await sleep(roundMs);
			const kind = kinds[round % kinds.length] ?? "purge";
			const subject = writers[this.random.below(writers.length)];
			// The undo of a timeout brings an earlier one back, so a user has one at a time.
			const isBusy = this.undoings.some((one) => one.timeout && one.subject === subject);
			if (subject && !isBusy) await this.act(round, kind, subject);
			if (round % lateEvery === 1 && this.late < mostLate) await this.joinLate();
			await this.undoDue(round);
		}
		await this.undoDue(Infinity);
		await this.log.close();
	}

	private async act(round: number, kind: (typeof kinds)[number], subject: Person): Promise<void> {
		const { serverId, channelId } = this.at;
		const timeout = kind.endsWith("timeout");
		const seqs = kind === "messages" ? subject.latest(1 + this.random.below(mostListed)) : null;
		if (seqs?.length === 0) return;
		const path = `/api/servers/${serverId}/moderation-actions`;
		const until = new Date(Date.now() + timeoutMs).toISOString();
		this.note(round, { e: "act", subject: subject.name, seqs, timeout });
		const { action } = await this.owner.call<{ action: { id: number; removed: number } }>("POST", path, {
			subject: subject.name,
			...(seqs ? { messages: seqs.map((seq) => ({ channelId, seq })) } : { purgeHours: 1 }),
			...(timeout && { sanction: { kind: "timeout", until } }),
		});
		this.note(round, { e: "acted", actionId: action.id, removed: action.removed });
		// The author's own deletion of a message that is removed already changes nothing.
		const deletion = { at: 0, person: 0, kind: "delete" as const, content: "", emoji: "" };
		subject.change({ ...deletion, roll: this.random.next() });
		this.undoings.push({
			n: round,
			round: round + this.random.below(4),
			path: `${path}/${action.id}`,
			subject,
			timeout,
			isLifted: kind === "lifted timeout",
		});
	}

	private async undoDue(round: number): Promise<void> {
		const due = this.undoings.filter((one) => one.round <= round);
		this.undoings = this.undoings.filter((one) => one.round > round);
		for (const { n, path, subject, isLifted } of due) {
			for (const until = clock() + quietWithinMs; !subject.isQuiet && clock() < until; ) await sleep(10);
			this.note(n, { e: isLifted ? "lift" : "undo" });
			if (isLifted)
				await this.owner.call("PUT", `/api/servers/${this.at.serverId}/members/${subject.name}/timeout`, {
					until: null,
				});
			else await this.owner.call("DELETE", path);
			this.note(n, { e: isLifted ? "lifted" : "undone" });
		}
	}

	private async joinLate(): Promise<void> {
		const user = await ApiClient.signUp(this.at.url, `late${this.late++}`);
		await user.join(this.at.serverId);
		this.clients.add(user);
	}

	private note(n: number, entry: WithoutClock<ModerationEntry>): void {
		this.log.write({ t: clock(), n, ...entry } as ModerationEntry);
	}
}
