import type { ChosenStatus, PresenceStatus } from "./contract";

type Told = { serverId: number; changes: { userId: number; status: PresenceStatus }[] };

const everyMs = 1000;
/** A reload is no absence: who comes back within this time was never told as gone. */
const graceMs = 2000;

/**
 * Who is here, on this node: a person is online while a socket of theirs is connected, as what they chose. Changes are
 * told in arrays, once a second a server, and only to what was told before: one by one, 5,000 arrivals in one server
 * would be 12 million frames.
 */
export class Presence {
	private readonly people = new Map<
		number,
		{ sockets: number; chosen: ChosenStatus; servers: Set<number>; goneAt: number }
	>();
	private readonly pending = new Map<number, Set<number>>();
	private readonly lastTold = new Map<string, PresenceStatus>();
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly tell: (told: Told) => void) {}

	of(userId: number): PresenceStatus {
		const person = this.people.get(userId);
		if (!person || (person.sockets === 0 && Date.now() - person.goneAt > graceMs)) return "offline";
		return person.chosen === "invisible" ? "offline" : person.chosen;
	}

	/** How many of a server's members are here: those told as present last. */
	online(serverId: number): number {
		let count = 0;
		for (const [userId, { servers }] of this.people)
			if (servers.has(serverId) && this.of(userId) !== "offline") count++;
		return count;
	}

	arrived(userId: number, servers: number[]): void {
		const person = this.people.get(userId) ?? {
			sockets: 0,
			chosen: "online" as const,
			servers: new Set<number>(),
			goneAt: 0,
		};
		person.sockets++;
		person.servers = new Set(servers);
		this.people.set(userId, person);
		this.changed(userId, servers);
	}

	left(userId: number): void {
		const person = this.people.get(userId);
		if (!person) return;
		person.sockets--;
		if (person.sockets > 0) return;
		person.goneAt = Date.now();
		setTimeout(() => {
			if (person.sockets > 0 || this.people.get(userId) !== person) return;
			this.changed(userId, [...person.servers]);
			this.people.delete(userId);
		}, graceMs).unref();
	}

	/** The person entered or left servers. */
	belongs(userId: number, serverId: number, isMember: boolean): void {
		const servers = this.people.get(userId)?.servers;
		if (isMember) servers?.add(serverId);
		else {
			servers?.delete(serverId);
			this.pending.get(serverId)?.delete(userId);
			this.lastTold.delete(`${serverId}:${userId}`);
		}
	}

	choose(userId: number, chosen: ChosenStatus): void {
		const person = this.people.get(userId);
		if (!person || person.chosen === chosen) return;
		person.chosen = chosen;
		this.changed(userId, [...person.servers]);
	}

	changed(userId: number, servers: number[]): void {
		for (const serverId of servers) {
			const people = this.pending.get(serverId) ?? new Set<number>();
			people.add(userId);
			this.pending.set(serverId, people);
		}
		this.timer ??= setTimeout(() => this.flush(), everyMs);
	}

	stop(): void {
		clearTimeout(this.timer);
	}

	private flush(): void {
		this.timer = undefined;
		for (const [serverId, people] of this.pending) {
			const changes: Told["changes"] = [];
			for (const userId of people) {
				const key = `${serverId}:${userId}`;
				const status = this.of(userId);
				if (status === (this.lastTold.get(key) ?? "offline")) continue;
				if (status === "offline") this.lastTold.delete(key);
				else this.lastTold.set(key, status);
				changes.push({ userId, status });
			}
			if (changes.length > 0) this.tell({ serverId, changes });
		}
		this.pending.clear();
	}
}
