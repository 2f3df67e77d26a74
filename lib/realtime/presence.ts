import { appState } from "../process/app-state";
import { publish } from "./broadcast";
import type { ChosenStatus, PresenceStatus } from "./protocol";
import { room } from "./rooms";

declare module "../process/app-state" {
	interface AppState {
		presence: Presence;
	}
}

type PresenceChanges = { serverId: number; changes: { userId: number; status: PresenceStatus }[] };
type Choice = { chosen: ChosenStatus; at: number };
/** `since`: when each socket connected; `resting`: the number of them whose device is idle. */
type Local = { since: number[]; resting: number; choice: Choice; servers: Set<number>; goneAt: number };
type There = { choice: Choice; servers: number[]; isIdle: boolean; since: number[] };
type Remote = { seenAt: number; people: Map<number, There> };
/**
 * A user's presence on an instance, as sent to others: their choice and its time, null for a user who is gone; whether
 * all their sockets there are idle; and when their sockets connected.
 */
export type UserPresence = [userId: number, choice: Choice | null, servers: number[], rests: boolean, since: number[]];

const everyMs = 1000;
/** A reload is no absence: a user who returns within this time never appeared as gone. */
const graceMs = 2000;
/** An instance that was silent for this long is gone, and so are its users. */
const silentMs = 5000;

/**
 * The presence of users. A user is online while a socket of theirs is connected to any instance, with their latest
 * choice on whichever. Changes are emitted in arrays, once a second a server, and only to users with the earlier state:
 * one by one, 5,000 arrivals in one server would be 12 million frames.
 */
export class Presence {
	private readonly local = new Map<number, Local>();
	private readonly nodes = new Map<string, Remote>();
	private readonly pending = new Map<number, Set<number>>();
	/** Users of this instance whose state has not been published to the others. */
	private readonly unpublished = new Set<number>();
	private readonly lastEmitted = new Map<string, PresenceStatus>();
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly emit = emitChanges,
		private readonly publish = publishToNodes,
	) {}

	of(userId: number): PresenceStatus {
		const choice = newest(this.here(userId), this.there(userId));
		if (!choice || choice.chosen === "invisible") return "offline";
		return choice.chosen === "online" && this.isIdle(userId) ? "idle" : choice.chosen;
	}

	/** `kept` is the stored choice, which applies if the user has no other connection. */
	arrived(userId: number, servers: number[], kept: ChosenStatus = "online", at = Date.now()): void {
		const person = this.local.get(userId) ?? {
			since: [],
			resting: 0,
			// A user who is invisible elsewhere must not appear by opening another tab.
			choice: this.there(userId) ?? { chosen: kept, at: 0 },
			servers: new Set<number>(),
			goneAt: 0,
		};
		person.since.push(at);
		person.servers = new Set(servers);
		this.local.set(userId, person);
		this.moved(userId, servers);
	}

	left(userId: number, rested = false, at?: number): void {
		const person = this.local.get(userId);
		if (!person) return;
		person.since.splice(Math.max(0, at === undefined ? 0 : person.since.indexOf(at)), 1);
		if (rested) person.resting--;
		if (person.since.length > 0) {
			this.moved(userId, [...person.servers]);
			return;
		}
		person.goneAt = performance.now();
		setTimeout(() => {
			if (person.since.length > 0 || this.local.get(userId) !== person) return;
			this.moved(userId, [...person.servers]);
			this.local.delete(userId);
		}, graceMs).unref();
	}

	/** The number of a user's sockets on this instance, oldest first, beyond the newest `most` on all instances. */
	surplus(userId: number, most: number): number {
		const own = this.local.get(userId)?.since ?? [];
		const elsewhere = [...this.nodes.values()].flatMap(({ people }) => people.get(userId)?.since ?? []);
		const oldestKept = [...own, ...elsewhere].sort((a, b) => b - a)[most - 1];
		return oldestKept === undefined ? 0 : own.filter((at) => at < oldestKept).length;
	}

	/** The user joined or left a server. */
	belongs(userId: number, serverId: number, isMember: boolean): void {
		const person = this.local.get(userId);
		if (isMember) {
			person?.servers.add(serverId);
			if (person) this.moved(userId, [serverId]);
			else this.changed(userId, [serverId]);
			return;
		}
		person?.servers.delete(serverId);
		for (const { people } of this.nodes.values()) {
			const entryOf = people.get(userId);
			if (entryOf) entryOf.servers = entryOf.servers.filter((id) => id !== serverId);
		}
		this.pending.get(serverId)?.delete(userId);
		this.lastEmitted.delete(`${serverId}:${userId}`);
	}

	choose(userId: number, chosen: ChosenStatus): void {
		const person = this.local.get(userId);
		if (!person || person.choice.chosen === chosen) return;
		person.choice = { chosen, at: Date.now() };
		this.moved(userId, [...person.servers]);
	}

	/** All users who are online and show it, on any instance. */
	online(): number[] {
		const known = new Set(this.local.keys());
		for (const { people } of this.nodes.values()) for (const userId of people.keys()) known.add(userId);
		return [...known].filter((userId) => this.of(userId) !== "offline");
	}

	/** One of a user's sockets became idle or active. */
	setIdle(userId: number, rests: boolean): void {
		const person = this.local.get(userId);
		if (!person) return;
		person.resting += rests ? 1 : -1;
		this.moved(userId, [...person.servers]);
	}

	/** Whether another instance has sockets of this user. */
	isElsewhere(userId: number): boolean {
		return this.there(userId) !== null;
	}

	/** This instance's users, for an instance that has just started. */
	everybody(): UserPresence[] {
		return [...this.local.keys()].map((userId) => this.entryOf(userId));
	}

	/** Another instance's message about its users; `whole` if it lists them all. */
	elsewhere(from: string, people: UserPresence[], whole: boolean): void {
		const remote = this.remoteOf(from);
		if (whole) {
			const named = new Set(people.map(([userId]) => userId));
			for (const userId of remote.people.keys()) if (!named.has(userId)) this.forget(remote, userId);
		}
		for (const [userId, choice, servers, isIdle, since] of people) {
			if (!choice) {
				this.forget(remote, userId);
				continue;
			}
			remote.people.set(userId, { choice, servers, isIdle, since });
			const person = this.local.get(userId);
			if (person) person.choice = newest(person.choice, choice) ?? choice;
			this.changed(userId, servers);
		}
	}

	remoteOf(from: string): Remote {
		const remote = this.nodes.get(from) ?? { seenAt: 0, people: new Map() };
		remote.seenAt = performance.now();
		this.nodes.set(from, remote);
		return remote;
	}

	/** This instance could not receive for a while, so silent instances may still be running. */
	onReconnect(): void {
		for (const remote of this.nodes.values()) remote.seenAt = performance.now();
	}

	/** Drops instances that have fallen silent. Do not call it while this instance itself cannot receive. */
	dropSilent(): void {
		for (const [from, remote] of this.nodes) {
			if (performance.now() - remote.seenAt < silentMs) continue;
			this.nodes.delete(from);
			for (const userId of remote.people.keys()) this.forget(remote, userId);
		}
	}

	stop(): void {
		clearTimeout(this.timer);
	}

	private here(userId: number): Choice | null {
		const person = this.local.get(userId);
		if (!person || (person.since.length === 0 && performance.now() - person.goneAt >= graceMs)) return null;
		return person.choice;
	}

	private there(userId: number): Choice | null {
		let found: Choice | null = null;
		for (const { people } of this.nodes.values()) found = newest(found, people.get(userId)?.choice ?? null);
		return found;
	}

	/** Whether all of a user's sockets on every instance are idle. */
	private isIdle(userId: number): boolean {
		const person = this.local.get(userId);
		if (person && !allRest(person)) return false;
		for (const { people } of this.nodes.values()) if (people.get(userId)?.isIdle === false) return false;
		return true;
	}

	private entryOf(userId: number): UserPresence {
		const person = this.local.get(userId);
		const since = [...(person?.since ?? [])];
		return [userId, this.here(userId), [...(person?.servers ?? [])], person !== undefined && allRest(person), since];
	}

	private forget(remote: Remote, userId: number): void {
		const servers = remote.people.get(userId)?.servers ?? [];
		remote.people.delete(userId);
		this.changed(userId, servers);
	}

	/** A user of this instance changed: other instances are notified as well. */
	private moved(userId: number, servers: number[]): void {
		this.unpublished.add(userId);
		this.changed(userId, servers);
	}

	private changed(userId: number, servers: number[]): void {
		for (const serverId of servers) {
			const people = this.pending.get(serverId) ?? new Set<number>();
			people.add(userId);
			this.pending.set(serverId, people);
		}
		this.timer ??= setTimeout(() => this.flush(), everyMs);
	}

	private flush(): void {
		this.timer = undefined;
		const unpublished = [...this.unpublished].map((userId) => this.entryOf(userId));
		this.unpublished.clear();
		if (unpublished.length > 0) this.publish(unpublished);
		for (const [serverId, people] of this.pending) {
			const changes: PresenceChanges["changes"] = [];
			for (const userId of people) {
				const key = `${serverId}:${userId}`;
				const status = this.of(userId);
				if (status === (this.lastEmitted.get(key) ?? "offline")) continue;
				if (status === "offline") this.lastEmitted.delete(key);
				else this.lastEmitted.set(key, status);
				changes.push({ userId, status });
			}
			if (changes.length > 0) this.emit({ serverId, changes });
		}
		this.pending.clear();
	}
}

const emitChanges = (changes: PresenceChanges): void => publish(room.server(changes.serverId), "presence", changes);

const publishToNodes = (people: UserPresence[]): void =>
	appState().redisBus?.send({ kind: "people", whole: false, people });

const allRest = ({ since, resting }: Local) => since.length > 0 && resting === since.length;

function newest(one: Choice | null, other: Choice | null): Choice | null {
	if (!one || !other) return one ?? other;
	return other.at > one.at ? other : one;
}
