import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "@/e2e/api-client";
import type { MessagePage } from "@/lib/realtime/protocol";
import { clock, EventLog, type Final, fileOf, type OutageEntry, seenOf } from "./event-log";
import { Person } from "./person";
import type { Plan } from "./plan";

export type Note = (e: OutageEntry["e"], what: string) => void;
/** Causes one outage, and resolves when the service has recovered. */
export type Strike = (roll: number, note: Note) => Promise<void>;

const atOnce = 8;

/** Registers `people` users and puts them into one channel, together with the owner, who only reads. */
export async function signUp(
	url: string,
	people: number,
): Promise<{ owner: ApiClient; members: ApiClient[]; serverId: number; channelId: number }> {
	const owner = await ApiClient.signUp(url, "owner");
	const { serverId, channelId } = await owner.makeServer("Under fire");
	const members: ApiClient[] = [];
	for (let first = 0; first < people; first += atOnce) {
		const some = Array.from({ length: Math.min(atOnce, people - first) }, async (_, index) => {
			const wire = await ApiClient.signUp(url, `p${String(first + index).padStart(3, "0")}`);
			await wire.join(serverId);
			return wire;
		});
		members.push(...(await Promise.all(some)));
	}
	return { owner, members, serverId, channelId };
}

/** Begins threads on the first messages of a channel, with users in each. Their folders are inside the channel's. */
export async function beginThreads(
	channel: Clients,
	count: number,
	{ owner, members }: { owner: ApiClient; members: ApiClient[] },
	{ url, channelId, folder }: { url: string; channelId: number; folder: string },
): Promise<Clients[]> {
	await channel.begin(count);
	const threads: Clients[] = [];
	for (let seq = 1; seq <= count; seq++) {
		const path = `/api/channels/${channelId}/messages/${seq}/thread`;
		const { thread } = await owner.call<{ thread: { channelId: number } }>("POST", path);
		const place = join(folder, `thread-${seq}`);
		mkdirSync(place);
		const group = new Clients(owner, members, { url, channelId: thread.channelId, folder: place });
		threads.push(group);
		await group.arrive();
	}
	return threads;
}

/** The users in one channel, each with a history in `folder`. */
export class Clients {
	readonly people: Person[];
	private readonly outages: EventLog<OutageEntry>;
	private left: Promise<unknown> | undefined;

	constructor(
		private readonly reader: Pick<ApiClient, "call">,
		seats: Pick<ApiClient, "username" | "cookie">[],
		readonly at: { url: string; channelId: number; folder: string },
		private readonly settleMs = 30_000,
	) {
		this.people = seats.map((seat) => this.personOf(seat));
		this.outages = new EventLog(fileOf.outages(at.folder));
	}

	get channelId(): number {
		return this.at.channelId;
	}

	get folder(): string {
		return this.at.folder;
	}

	/** Adds a user, who connects now. */
	add(seat: Pick<ApiClient, "username" | "cookie">): void {
		const person = this.personOf(seat);
		this.people.push(person);
		person.connect();
	}

	/** Connects all users and waits until they have caught up. If some cannot, all leave. */
	async arrive(): Promise<void> {
		for (const person of this.people) person.connect();
		if (await this.settle()) return;
		const absent = this.people.filter((person) => !person.hasCaughtUp).map(({ name }) => name);
		await this.leave();
		const who =
			absent.length > 0 ? `${absent.length} of ${this.people.length} users (${absent.join(", ")})` : "The reader";
		throw new Error(`${who} could not connect and open the channel within ${this.settleMs / 1000} s.`);
	}

	/** Makes the first user send this many messages, on which threads can start; returns their number. */
	async begin(count: number): Promise<void> {
		for (let n = 1; n <= count; n++) this.people[0]?.post(randomUUID(), `root ${n}`, false);
		if (!(await this.settle())) throw new Error("No user could send a message.");
	}

	/** Runs the plan while `strike` causes outages. */
	async run(plan: Plan, strike: Strike): Promise<void> {
		const begun = clock();
		await Promise.all([this.act(plan, begun), this.beStruck(plan, strike, begun)]);
	}

	readonly note: Note = (e, what) => this.outages.write({ t: clock(), e, what });

	/** Lets all users receive their answers and catch up, then reads the channel over HTTP and closes all histories. */
	async finish(): Promise<void> {
		await this.settle();
		writeFileSync(fileOf.final(this.at.folder), JSON.stringify(await historyOf(this.reader, this.at.channelId)));
		await this.leave();
	}

	async leave(): Promise<void> {
		this.left ??= Promise.all([this.outages.close(), ...this.people.map((person) => person.leave())]);
		await this.left;
	}

	private personOf({ username, cookie }: Pick<ApiClient, "username" | "cookie">): Person {
		return new Person({ ...this.at, name: username, cookie });
	}

	private async act({ sends, changes, drops, seconds }: Plan, begun: number): Promise<void> {
		const acts = [
			...sends.map(({ at, person, nonce, content, poll }) => ({
				at,
				do: () => this.people[person]?.post(nonce, content, poll),
			})),
			...changes.map((change) => ({ at: change.at, do: () => this.people[change.person]?.change(change) })),
			...drops.map(({ at, person }) => ({ at, do: () => this.cut(person) })),
		].sort((a, b) => a.at - b.at);
		for (const act of acts) {
			const wait = begun + act.at - clock();
			if (wait > 1) await sleep(wait);
			act.do();
		}
		await sleep(Math.max(0, begun + seconds * 1000 - clock()));
	}

	private cut(person: number): void {
		this.note("cut", `person ${person}`);
		this.people[person]?.line.cut();
	}

	private async beStruck({ kills }: Plan, strike: Strike, begun: number): Promise<void> {
		for (const { at, roll } of kills) {
			await sleep(Math.max(0, begun + at - clock()));
			await strike(roll, this.note);
		}
	}

	/** Whether all users got their answers and reached the channel's head in time. */
	private async settle(): Promise<boolean> {
		for (const until = clock() + this.settleMs; clock() < until; await sleep(100)) {
			// The server may accept the connection and never respond.
			const done = new AbortController();
			const late = sleep(until - clock(), null, { signal: done.signal }).catch(() => null);
			const head = await Promise.race([this.page("?limit=1").catch(() => null), late]);
			done.abort();
			if (head && this.people.every((person) => person.isDone(head))) return true;
		}
		return false;
	}

	private page(query: string): Promise<MessagePage> {
		return pageOf(this.reader, this.at.channelId, query);
	}
}

const pageOf = (reader: Pick<ApiClient, "call">, channelId: number, query: string) =>
	reader.call<MessagePage>("GET", `/api/channels/${channelId}/messages${query}`);

/** Reads a whole channel over HTTP. */
export async function historyOf(reader: Pick<ApiClient, "call">, channelId: number): Promise<Final> {
	const messages: Final["messages"] = [];
	for (let after = 0; ; ) {
		const page = await pageOf(reader, channelId, `?limit=100&after=${after}`);
		messages.push(...page.messages.map(seenOf));
		const last = page.messages.at(-1)?.seq ?? 0;
		if (!page.hasAfter || last <= after) return { messages, lastSeq: page.lastSeq, lastRev: page.lastRev };
		after = last;
	}
}
