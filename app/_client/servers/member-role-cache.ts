import type { Member, ServerToClient } from "@/lib/realtime/protocol";
import { api } from "../api";

/** The ids of a member's roles; null for a user who is no member. */
export type RoleIds = readonly number[] | null;

type Events = "member:updated" | "members:updated" | "member:joined" | "member:left" | "membership";
type Socket = {
	connected: boolean;
	on<Name extends Events>(name: Name, listener: ServerToClient[Name]): unknown;
	on(name: "connect", listener: () => void): unknown;
};
type Loaded = Pick<Member, "user" | "roles" | "nickname">;
type Load = (serverId: number, userIds: number[]) => Promise<{ members: Loaded[] }>;

/** The maximum of users in one request. */
export const maxAtOnce = 100;
/** The maximum of members that are kept; the oldest are dropped first, unless they are shown. */
const maxKept = 5000;
/** The names of one page of messages appear within this time, and are asked for together. */
const gatherMs = 50;
/** Many clients may reconnect at once: their requests are spread over a moment. */
const returnSpreadMs = 1500;

const loadMembers: Load = (serverId, userIds) =>
	api.get(`/api/servers/${serverId}/members?userIds=${userIds.join(",")}&limit=${maxAtOnce}`);

/**
 * The roles of those members of a server whose names are shown: loaded together, and kept up to date by the socket. The
 * nicknames come with them, because a message has its author's as of loading.
 */
export class MemberRoleCache {
	private readonly known = new Map<number, RoleIds>();
	/** Those whose roles no event can have changed unnoticed since they were loaded. */
	private readonly fresh = new Set<number>();
	/** The latest request about each user. An event about them is newer than its response. */
	private readonly requests = new Map<number, symbol>();
	private readonly shown = new Map<number, Set<() => void>>();
	private timer: ReturnType<typeof setTimeout> | undefined;
	private wasConnected: boolean;

	constructor(
		private readonly serverId: number,
		private readonly socket: Socket,
		private readonly load = loadMembers,
		/** Receives the nickname of each user who was loaded; null for a user who is no member. */
		private readonly onNickname: (userId: number, nickname: string | null) => void = () => {},
	) {
		this.wasConnected = socket.connected;
		const here =
			<Event extends { serverId: number }>(apply: (event: Event) => void) =>
			(event: Event) => {
				if (event.serverId === serverId) apply(event);
			};
		const changed = (userId: number, roleIds: RoleIds) => {
			if (this.known.has(userId) || this.shown.has(userId)) this.store(userId, roleIds);
		};
		socket.on(
			"member:updated",
			here(({ user, roleIds }) => changed(user.id, roleIds)),
		);
		socket.on(
			"members:updated",
			here(({ members }) => {
				for (const { userId, roleIds } of members) changed(userId, roleIds);
			}),
		);
		socket.on(
			"member:left",
			here(({ userId }) => changed(userId, null)),
		);
		// Nobody has a role as they join, except through an invite that gives one: the event does not say.
		socket.on(
			"member:joined",
			here(({ user }) => this.invalidate([user.id])),
		);
		// Events that were missed are not repeated.
		socket.on(
			"membership",
			here(() => this.invalidate([...this.known.keys()])),
		);
		socket.on("connect", () => {
			this.invalidate([...this.known.keys(), ...this.shown.keys()], this.wasConnected ? returnSpreadMs : 0);
			this.wasConnected = true;
		});
	}

	/** Undefined until they are loaded. */
	of = (userId: number): RoleIds | undefined => this.known.get(userId);

	/** Loads a user's roles unless they are known, and calls `listener` when they change. */
	subscribe(userId: number, listener: () => void): () => void {
		const listeners = this.shown.get(userId) ?? new Set();
		this.shown.set(userId, listeners.add(listener));
		if (!this.fresh.has(userId)) this.loadSoon();
		return () => {
			listeners.delete(listener);
			if (listeners.size === 0) this.shown.delete(userId);
		};
	}

	private invalidate(userIds: number[], spreadMs = 0): void {
		for (const userId of userIds) {
			this.fresh.delete(userId);
			this.requests.delete(userId);
		}
		this.loadSoon(spreadMs);
	}

	private loadSoon(spreadMs = 0): void {
		this.timer ??= setTimeout(
			() => {
				this.timer = undefined;
				// The next connect loads them.
				if (!this.socket.connected) return;
				const missing = [...this.shown.keys()].filter((id) => !this.fresh.has(id) && !this.requests.has(id));
				for (let from = 0; from < missing.length; from += maxAtOnce)
					void this.loadNow(missing.slice(from, from + maxAtOnce));
			},
			gatherMs + Math.random() * spreadMs,
		);
	}

	/** After a failure the names stay as they are, until they are shown anew or the socket reconnects. */
	private async loadNow(userIds: number[]): Promise<void> {
		const request = Symbol();
		for (const userId of userIds) this.requests.set(userId, request);
		const answer = await this.load(this.serverId, userIds).catch(() => null);
		for (const userId of userIds) {
			if (this.requests.get(userId) !== request) continue;
			this.requests.delete(userId);
			if (!answer) continue;
			const member = answer.members.find(({ user }) => user.id === userId);
			this.store(userId, member?.roles ?? null);
			this.onNickname(userId, member?.nickname ?? null);
		}
	}

	private store(userId: number, roleIds: RoleIds): void {
		this.requests.delete(userId);
		this.fresh.add(userId);
		this.known.delete(userId);
		this.known.set(userId, roleIds);
		for (const id of this.known.keys()) {
			if (this.known.size <= maxKept) break;
			if (this.shown.has(id)) continue;
			this.known.delete(id);
			this.fresh.delete(id);
		}
		for (const listener of this.shown.get(userId) ?? []) listener();
	}
}
