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
type Remote = { seenAt: number; users: Map<number, There> };
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
	private readonly instances = new Map<string, Remote>();
	private readonly pending = new Map<number, Set<number>>();
	/** Users of this instance whose state has not been published to the others. */
	private readonly unpublished = new Set<number>();
	private readonly lastEmitted = new Map<string, PresenceStatus>();
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly emit = emitChanges,
		private readonly publish = publishToInstances,
	) {}

	of(userId: number): PresenceStatus {
		const choice = newest(this.here(userId), this.there(userId));
		if (!choice || choice.chosen === "invisible") return "offline";
		return choice.chosen === "online" && this.isIdle(userId) ? "idle" : choice.chosen;
	}

	/** `kept` is the stored choice, which applies if the user has no other connection. */
	arrived(userId: number, servers: number[], kept: ChosenStatus = "online", at = Date.now()): void {
		const user = this.local.get(userId) ?? {
			since: [],
			resting: 0,
			// A user who is invisible elsewhere must not appear by opening another tab.
			choice: this.there(userId) ?? { chosen: kept, at: 0 },
			servers: new Set<number>(),
			goneAt: 0,
		};
		user.since.push(at);
		user.servers = new Set(servers);
		this.local.set(userId, user);
		this.moved(userId, servers);
	}

	left(userId: number, rested = false, at?: number): void {
		const user = this.local.get(userId);
		if (!user) return;
		user.since.splice(Math.max(0, at === undefined ? 0 : user.since.indexOf(at)), 1);
		if (rested) user.resting--;
		if (user.since.length > 0) {
			this.moved(userId, [...user.servers]);
			return;
		}
		user.goneAt = performance.now();
		setTimeout(() => {
			if (user.since.length > 0 || this.local.get(userId) !== user) return;
			this.moved(userId, [...user.servers]);
			this.local.delete(userId);
		}, graceMs).unref();
	}

	/** The number of a user's sockets on this instance, oldest first, beyond the newest `most` on all instances. */
	surplus(userId: number, most: number): number {
		const own = this.local.get(userId)?.since ?? [];
		const elsewhere = [...this.instances.values()].flatMap(({ users }) => users.get(userId)?.since ?? []);
		const oldestKept = [...own, ...elsewhere].sort((a, b) => b - a)[most - 1];
		return oldestKept === undefined ? 0 : own.filter((at) => at < oldestKept).length;
	}

	/** The user joined or left a server. */
	belongs(userId: number, serverId: number, isMember: boolean): void {
		const user = this.local.get(userId);
		if (isMember) {
			user?.servers.add(serverId);
			if (user) this.moved(userId, [serverId]);
			else this.changed(userId, [serverId]);
			return;
		}
		user?.servers.delete(serverId);
		for (const { users } of this.instances.values()) {
			const entryOf = users.get(userId);
			if (entryOf) entryOf.servers = entryOf.servers.filter((id) => id !== serverId);
		}
		this.pending.get(serverId)?.delete(userId);
		this.lastEmitted.delete(`${serverId}:${userId}`);
	}

	choose(userId: number, chosen: ChosenStatus): void {
		const user = this.local.get(userId);
		if (!user || user.choice.chosen === chosen) return;
		user.choice = { chosen, at: Date.now() };
		this.moved(userId, [...user.servers]);
	}

	/** All users who are online and show it, on any instance. */
	online(): number[] {
		const known = new Set(this.local.keys());
		for (const { users } of this.instances.values()) for (const userId of users.keys()) known.add(userId);
		return [...known].filter((userId) => this.of(userId) !== "offline");
	}

	/** The number of users in a server who are online and show it, on any instance. */
	countIn(serverId: number): number {
		const known = new Set<number>();
		for (const [userId, { servers }] of this.local) if (servers.has(serverId)) known.add(userId);
		for (const { users } of this.instances.values())
			for (const [userId, { servers }] of users) if (servers.includes(serverId)) known.add(userId);
		return [...known].filter((userId) => this.of(userId) !== "offline").length;
	}

	/** One of a user's sockets became idle or active. */
	setIdle(userId: number, rests: boolean): void {
		const user = this.local.get(userId);
		if (!user) return;
		user.resting += rests ? 1 : -1;
		this.moved(userId, [...user.servers]);
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
	elsewhere(from: string, users: UserPresence[], whole: boolean): void {
		const remote = this.remoteOf(from);
		if (whole) {
			const named = new Set(users.map(([userId]) => userId));
			for (const userId of remote.users.keys()) if (!named.has(userId)) this.forget(remote, userId);
		}
		for (const [userId, choice, servers, isIdle, since] of users) {
			if (!choice) {
				this.forget(remote, userId);
				continue;
			}
			remote.users.set(userId, { choice, servers, isIdle, since });
			const user = this.local.get(userId);
			if (user) user.choice = newest(user.choice, choice) ?? choice;
			this.changed(userId, servers);
		}
	}

	remoteOf(from: string): Remote {
		const remote = this.instances.get(from) ?? { seenAt: 0, users: new Map() };
		remote.seenAt = performance.now();
		this.instances.set(from, remote);
		return remote;
	}

	/** This instance could not receive for a while, so silent instances may still be running. */
	onReconnect(): void {
		for (const remote of this.instances.values()) remote.seenAt = performance.now();
	}

	/** Drops instances that have fallen silent. Do not call it while this instance itself cannot receive. */
	dropSilent(): void {
		for (const [from, remote] of this.instances) {
			if (performance.now() - remote.seenAt < silentMs) continue;
			this.instances.delete(from);
			for (const userId of remote.users.keys()) this.forget(remote, userId);
		}
	}

	stop(): void {
		clearTimeout(this.timer);
	}

	private here(userId: number): Choice | null {
		const user = this.local.get(userId);
		if (!user || (user.since.length === 0 && performance.now() - user.goneAt >= graceMs)) return null;
		return user.choice;
	}

	private there(userId: number): Choice | null {
		let found: Choice | null = null;
		for (const { users } of this.instances.values()) found = newest(found, users.get(userId)?.choice ?? null);
		return found;
	}

	/** Whether all of a user's sockets on every instance are idle. */
	private isIdle(userId: number): boolean {
		const user = this.local.get(userId);
		if (user && !allRest(user)) return false;
		for (const { users } of this.instances.values()) if (users.get(userId)?.isIdle === false) return false;
		return true;
	}

	private entryOf(userId: number): UserPresence {
		const user = this.local.get(userId);
		const since = [...(user?.since ?? [])];
		return [userId, this.here(userId), [...(user?.servers ?? [])], user !== undefined && allRest(user), since];
	}

	private forget(remote: Remote, userId: number): void {
		const servers = remote.users.get(userId)?.servers ?? [];
		remote.users.delete(userId);
		this.changed(userId, servers);
	}

	/** A user of this instance changed: other instances are notified as well. */
	private moved(userId: number, servers: number[]): void {
		this.unpublished.add(userId);
		this.changed(userId, servers);
	}

	private changed(userId: number, servers: number[]): void {
		for (const serverId of servers) {
			const users = this.pending.get(serverId) ?? new Set<number>();
			users.add(userId);
			this.pending.set(serverId, users);
		}
		this.timer ??= setTimeout(() => this.flush(), everyMs);
	}

	private flush(): void {
		this.timer = undefined;
		const unpublished = [...this.unpublished].map((userId) => this.entryOf(userId));
		this.unpublished.clear();
		if (unpublished.length > 0) this.publish(unpublished);
		for (const [serverId, users] of this.pending) {
			const changes: PresenceChanges["changes"] = [];
			for (const userId of users) {
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

const publishToInstances = (users: UserPresence[]): void =>
	appState().redisBus?.send({ kind: "people", whole: false, people: users });

const allRest = ({ since, resting }: Local) => since.length > 0 && resting === since.length;

function newest(one: Choice | null, other: Choice | null): Choice | null {
	if (!one || !other) return one ?? other;
	return other.at > one.at ? other : one;
}
