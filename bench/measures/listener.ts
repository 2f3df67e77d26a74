import { isDeepStrictEqual } from "node:util";
import { applyEvent, type ChannelLog, type LogEvent, startLog } from "@/app/_client/messages/channel-log";
import type { ApiClient } from "@/e2e/api-client";
import type { Message, MessagePage } from "@/lib/realtime/protocol";
import { now, sum } from "../statistics";

const pageSize = 100;

/**
 * How long a client took to fold the events of an action into its logs, in processor time and for the slowest on the
 * clock, and when the last one had arrived.
 */
export type Folded = { events: number; all: number; slowest: number; lastAt: number };

/** A client that has many channels open, and folds their events into its logs as the browser does. */
export class Listener {
	private readonly logs = new Map<number, ChannelLog>();
	private folds: { processor: number; clock: number }[] = [];
	private lastAt = 0;
	private faults = 0;

	private constructor(
		private readonly client: ApiClient,
		private readonly socket: Awaited<ReturnType<ApiClient["connect"]>>,
	) {}

	static async open(client: ApiClient, channelIds: number[]): Promise<Listener> {
		const listener = new Listener(client, await client.connect());
		for (const type of ["messages:purged", "messages:restored"] as const)
			listener.socket.on(type, (event: object) => listener.fold({ type, ...event } as LogEvent));
		for (const channelId of channelIds) {
			const opened = await listener.socket.emitWithAck("channel:open", { channelId });
			if (!opened.ok) throw new Error(opened.error.message);
			const messages = await listener.read(channelId);
			const { lastSeq, lastRev } = opened;
			listener.logs.set(channelId, startLog({ messages, lastSeq, lastRev, hasBefore: false, hasAfter: false }));
		}
		return listener;
	}

	close(): void {
		this.socket.disconnect();
	}

	/** Waits until the client has so many messages of tombstones in all channels together. */
	async until(tombstones: number, withinMs = 30_000): Promise<Folded> {
		const end = now() + withinMs;
		while (this.tombstones() !== tombstones) {
			if (now() > end) throw new Error(`A client has ${this.tombstones()} tombstones instead of ${tombstones}.`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		const { folds, lastAt } = this;
		this.folds = [];
		const all = sum(folds.map(({ processor }) => processor));
		return { events: folds.length, all, slowest: Math.max(...folds.map(({ clock }) => clock)), lastAt };
	}

	/** The number of channels in which the client's log differs from the stored one, and of events that did not fit. */
	async differences(): Promise<number> {
		let different = this.faults;
		for (const [channelId, { messages }] of this.logs)
			if (!isDeepStrictEqual(plain(messages), plain(await this.read(channelId)))) different++;
		return different;
	}

	private tombstones(): number {
		let n = 0;
		for (const { messages } of this.logs.values()) for (const { deletedAt } of messages) if (deletedAt) n++;
		return n;
	}

	private fold(event: LogEvent): void {
		const log = "channelId" in event ? this.logs.get(event.channelId) : undefined;
		if (!log || !("channelId" in event)) return;
		const startedAt = performance.now();
		const before = process.cpuUsage();
		const folded = applyEvent(log, event, 0);
		const { user, system } = process.cpuUsage(before);
		this.folds.push({ processor: (user + system) / 1000, clock: performance.now() - startedAt });
		this.lastAt = now();
		if (folded === "gap") this.faults++;
		else this.logs.set(event.channelId, folded);
	}

	private async read(channelId: number): Promise<Message[]> {
		const all: Message[] = [];
		for (;;) {
			const path = `/api/channels/${channelId}/messages?limit=${pageSize}&after=${all.at(-1)?.seq ?? 0}`;
			const { messages, hasAfter } = await this.client.call<MessagePage>("GET", path);
			all.push(...messages);
			if (!hasAfter) return all;
		}
	}
}

/**
 * As JSON has it: a value that is undefined is the same as none. The browser reads its own reactions again after an undo,
 * which events do not contain.
 */
const plain = (messages: readonly Message[]): unknown =>
	messages.map((message) => JSON.parse(JSON.stringify(message, (name, value) => (name === "me" ? undefined : value))));
