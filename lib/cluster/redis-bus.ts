import { createHash } from "node:crypto";
import type { RedisClientType } from "redis";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import type { Change } from "../realtime/channel-changes";
import type { BusMessage } from "./bus-message";
import * as redisHandlers from "./redis-handlers";

declare module "../process/app-state" {
	interface AppState {
		/** The connection to other instances; null with a single instance. */
		redisBus: RedisBus | null;
	}
}

export type BusHandlers = {
	onEvent(from: string, message: BusMessage): void;
	onChanges(channelId: number, changes: Change[]): void;
	onReconnect(): void;
};

const aliveEveryMs = 1000;
/** Beyond this many pending commands new ones are dropped: Redis is stuck, and their content is repaired later. */
const maxPending = 5000;

/** The rate limit of lib/http/rate-limits.ts, kept where all instances see it and measured by one clock. */
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local every = tonumber(ARGV[2])
local wait = math.max(0, free - now - (tonumber(ARGV[1]) - 1) * every)
if wait > 0 or ARGV[3] == '0' then return wait end
local at = math.max(now, free) + every
redis.call('SET', KEYS[1], at, 'PX', math.ceil(at - now) + 1000)
return 0`;

/**
 * The connection between instances: Redis publish and subscribe. If Redis is unavailable, stuck or slow, no request
 * here waits for it.
 */
export class RedisBus {
	private followed = new Set<number>();
	private timer: NodeJS.Timeout | undefined;
	/** When Redis was last known to be unavailable; 0 if it never was. */
	awayAt = 0;
	private readonly self = appState().id;
	/** The beginning of every message of this instance; messages that start with it are ignored. */
	private readonly echo = `{"from":${JSON.stringify(this.self)}`;
	/**
	 * Separates deployments on the same Redis, whose channels have the same ids. Instances of one deployment share the
	 * secret.
	 */
	private readonly ours =
		`hearth:${createHash("sha256").update(`redis ${appState().secret}`).digest("hex").slice(0, 16)}`;
	private readonly everybody = `${this.ours}:all`;

	private constructor(
		private readonly publisher: RedisClientType,
		private readonly subscriber: RedisClientType,
		private readonly handlers: BusHandlers,
		private readonly timeoutMs: number,
	) {}

	/**
	 * Connects in the background, with endless retries; the first attempt may fail like any other. A rate limit waits
	 * `timeoutMs` for its response.
	 */
	static async open(url: string, handlers: BusHandlers = redisHandlers, timeoutMs = 50): Promise<RedisBus> {
		// Loaded only when used: the client costs a third of a second.
		const { createClient } = await import("redis");
		const publisher = createClient({
			url,
			disableOfflineQueue: true,
			commandsQueueMaxLength: maxPending,
			pingInterval: 1000,
			socket: { connectTimeout: 2000, socketTimeout: 3000, reconnectStrategy: (tries) => Math.min(100 * tries, 1000) },
		}) as unknown as RedisClientType;
		const bus = new RedisBus(publisher, publisher.duplicate({ disableOfflineQueue: false }), handlers, timeoutMs);
		bus.start();
		return bus;
	}

	get isUp(): boolean {
		return this.publisher.isReady && this.subscriber.isReady;
	}

	send(message: BusMessage): void {
		this.publish(this.everybody, JSON.stringify({ from: this.self, message }));
	}

	sendChanges(channelId: number, changes: Change[]): void {
		this.publish(this.topicOf(channelId), JSON.stringify({ from: this.self, changes }));
	}

	/** Subscribes to other instances' changes of a channel. */
	subscribe(channelId: number): void {
		this.followed.add(channelId);
		// Rejected if Redis is unavailable and too many commands are queued. Reconnecting subscribes to all channels again.
		this.subscriber.subscribe(this.topicOf(channelId), this.receiveChanges).catch(() => {});
	}

	unsubscribe(channelId: number): void {
		this.followed.delete(channelId);
		this.subscriber.unsubscribe(this.topicOf(channelId)).catch(() => {});
	}

	/**
	 * Consumes one from a rate limit that all instances share. Returns the milliseconds to wait, or null if Redis does
	 * not respond in time.
	 */
	async take(key: string, burst: number, everyMs: number, reallyTake: boolean): Promise<number | null> {
		if (!this.publisher.isReady) return null;
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<null>((resolve) => {
			timer = setTimeout(() => resolve(null), this.timeoutMs);
		});
		const asked = this.publisher
			.eval(TAKE, {
				keys: [`${this.ours}:limit:${key}`],
				arguments: [String(burst), String(everyMs), reallyTake ? "1" : "0"],
			})
			.then(Number, () => null);
		const answer = await Promise.race([asked, late]);
		clearTimeout(timer);
		return answer;
	}

	async close(): Promise<void> {
		clearInterval(this.timer);
		for (const client of [this.subscriber, this.publisher]) if (client.isOpen) client.destroy();
	}

	private start(): void {
		for (const client of [this.publisher, this.subscriber]) {
			client.on("error", (error: Error) => {
				if (Date.now() - this.awayAt > 10_000)
					log.warn({ reason: error.message }, "Redis is unavailable; this instance serves its own connections");
				this.awayAt = Date.now();
			});
			client.on("ready", () => {
				if (!this.isUp) return;
				log.info("Redis is connected");
				for (const channelId of this.followed) this.subscribe(channelId);
				this.send({ kind: "hello" });
				this.handlers.onReconnect();
			});
			client.connect().catch(() => {});
		}
		this.subscriber.subscribe(this.everybody, this.receiveMessage).catch(() => {});
		this.timer = setInterval(() => this.send({ kind: "alive" }), aliveEveryMs);
	}

	private publish(topic: string, text: string): void {
		if (this.publisher.isReady) this.publisher.publish(topic, text).catch(() => this.noteAway());
		else this.noteAway();
	}

	private noteAway(): void {
		this.awayAt = Date.now();
	}

	private topicOf = (channelId: number) => `${this.ours}:channel:${channelId}`;

	private receiveMessage = (text: string): void => {
		if (text.startsWith(this.echo)) return;
		const sent = parsed<{ from: string; message: BusMessage }>(text);
		if (sent) this.handlers.onEvent(sent.from, sent.message);
	};

	private receiveChanges = (text: string, topic: string): void => {
		if (text.startsWith(this.echo)) return;
		const sent = parsed<{ from: string; changes: Change[] }>(text);
		const channelId = Number(topic.slice(topic.lastIndexOf(":") + 1));
		if (sent && this.followed.has(channelId)) this.handlers.onChanges(channelId, sent.changes);
	};
}

/** Ignores messages that no instance can have sent: an exception here would end the process. */
function parsed<T>(text: string): T | null {
	try {
		return JSON.parse(text) as T;
	} catch {
		return null;
	}
}
