import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "@/e2e/api-client";
import type { Clients } from "./clients";
import { clock, EventLog, fileOf, type ModerationEntry } from "./event-log";
import type { Person } from "./person";
import { Random } from "./random";

type WithoutClock<T> = T extends unknown ? Omit<T, "t" | "n"> : never;
type Undoing = { n: number; round: number; path: string; subject: string; timeout: boolean; isLifted: boolean };

/** A round of every kind: a purge, chosen messages, and a purge with a timeout that is undone, or only lifted. */
const kinds = ["purge", "messages", "timeout", "purge", "lifted timeout"] as const;
const roundMs = 300;
const quietWithinMs = 5000;
const mostListedInPlace = 4;
const mostLate = 6;
/** One of this many rounds has a user who joins while messages are removed. */
const lateEvery = 4;
const timeoutMs = 3_600_000;

/**
 * Removes messages of users while these write, times some of them out, and undoes most of it some rounds later. An action
 * covers all places: the channels and threads of the server. Writes what it asked for into the folder of each.
 */
export class Moderator {
	private readonly logs: EventLog<ModerationEntry>[];
	private readonly random: Random;
	private undoings: Undoing[] = [];
	private late = 0;

	constructor(
		private readonly owner: ApiClient,
		private readonly places: Clients[],
		private readonly at: { url: string; serverId: number; seed: number },
	) {
		this.logs = places.map(({ folder }) => new EventLog(fileOf.moderation(folder)));
		this.random = new Random(at.seed);
	}

	/** Moderates for so many rounds, and ends with everything lifted. */
	async moderate(rounds: number): Promise<void> {
		const writers = this.places[0]?.people.map(({ name }) => name) ?? [];
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
		await Promise.all(this.logs.map((log) => log.close()));
	}

	private async act(round: number, kind: (typeof kinds)[number], subject: string): Promise<void> {
		const { serverId } = this.at;
		const persons = this.personsOf(subject);
		const timeout = kind.endsWith("timeout");
		const seqs =
			kind === "messages" ? persons.map((person) => person.latest(1 + this.random.below(mostListedInPlace))) : null;
		if (seqs?.every(({ length }) => length === 0)) return;
		const path = `/api/servers/${serverId}/moderation-actions`;
		const until = new Date(Date.now() + timeoutMs).toISOString();
		for (const [n, log] of this.logs.entries())
			log.write({ t: clock(), n: round, e: "act", subject, seqs: seqs ? (seqs[n] ?? []) : null, timeout });
		const { action } = await this.owner.call<{ action: { id: number; removed: number } }>("POST", path, {
			subject,
			...(seqs ? { messages: this.listed(seqs) } : { purgeHours: 1 }),
			...(timeout && { sanction: { kind: "timeout", until } }),
		});
		this.note(round, { e: "acted", actionId: action.id, removed: action.removed });
		// The author's own deletion of a message that is removed already changes nothing.
		const deletion = { at: 0, person: 0, kind: "delete" as const, content: "", emoji: "" };
		persons[this.random.below(persons.length)]?.change({ ...deletion, roll: this.random.next() });
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
			const isQuiet = () => this.personsOf(subject).every((person) => person.isQuiet);
			for (const until = clock() + quietWithinMs; !isQuiet() && clock() < until; ) await sleep(10);
			this.note(n, { e: isLifted ? "lift" : "undo" });
			if (isLifted)
				await this.owner.call("PUT", `/api/servers/${this.at.serverId}/members/${subject}/timeout`, {
					until: null,
				});
			else await this.owner.call("DELETE", path);
			this.note(n, { e: isLifted ? "lifted" : "undone" });
		}
	}

	private async joinLate(): Promise<void> {
		const user = await ApiClient.signUp(this.at.url, `late${this.late++}`);
		await user.join(this.at.serverId);
		for (const place of this.places) place.add(user);
	}

	/** A user in each place, in their order. */
	private personsOf(name: string): Person[] {
		return this.places.flatMap(({ people }) => people.find((person) => person.name === name) ?? []);
	}

	private listed(seqs: number[][]): { channelId: number; seq: number }[] {
		return this.places.flatMap(({ channelId }, n) => (seqs[n] ?? []).map((seq) => ({ channelId, seq })));
	}

	private note(n: number, entry: WithoutClock<ModerationEntry>): void {
		for (const log of this.logs) log.write({ t: clock(), n, ...entry } as ModerationEntry);
	}
}
