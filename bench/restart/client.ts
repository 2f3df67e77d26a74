import { setTimeout as sleep } from "node:timers/promises";
import { asApiError } from "@/app/_client/api";
import { ChannelFeed } from "@/app/_client/messages/channel-feed";
import { lastLoadedSeq } from "@/app/_client/messages/channel-log";
import { Connection } from "@/app/_client/realtime/connection";
import type { ApiClient } from "@/e2e/api-client";
import type { MessagePage } from "@/lib/realtime/protocol";

const event = ["messages", "message:updated", "message:deleted", "reaction", "vote"] as const;
/**
 * What the page's frame fetches again after a reconnect, and within which time
 * (app/_client/realtime/use-server-events.ts).
 */
const frame = ["/api/servers?mine=true", "/api/account", "/api/invitations"];
const spreadMs = 1500;

/** A tab with one channel open: the browser's own connection and feed, without the page. */
export class Client {
	connectedAt = Number.POSITIVE_INFINITY;

	private constructor(
		private readonly connection: Connection,
		private readonly feed: ChannelFeed,
	) {}

	static async open(wire: ApiClient, channelId: number): Promise<Client> {
		const read = <T>(path: string) => wire.call<T>("GET", path);
		const connection = new Connection(() => {}, wire.url, {
			extraHeaders: { cookie: wire.cookie },
			forceNew: true,
		});
		const page = await read<MessagePage>(`/api/channels/${channelId}/messages`);
		const feed = new ChannelFeed(channelId, 0, page, {
			open: (request) => connection.request("channel:open", request),
			close: () => {},
			page: (query) =>
				read(`/api/channels/${channelId}/messages?${query}`).catch((error) =>
					Promise.reject(asApiError(error)),
				) as Promise<MessagePage>,
		});
		for (const type of event) connection.socket.on(type, ((event: never) => feed.receive(type, event)) as never);
		connection.socket.on("connect", () => {
			setTimeout(() => {
				for (const path of frame) read(path).catch(() => {});
			}, Math.random() * spreadMs);
		});
		connection.subscribe(() => feed.setConnected(connection.getPhase() === "connected"));
		const client = new Client(connection, feed);
		connection.socket.on("connect", () => {
			client.connectedAt = performance.now();
		});
		connection.connect();
		const [at] = await allConverged([client], page.lastSeq, 60_000);
		if (!Number.isFinite(at)) throw new Error(`${wire.username} could not connect within a minute.`);
		return client;
	}

	/** Whether this tab is connected and shows the channel up to `seq`. */
	hasConverged(seq: number): boolean {
		const { live, log } = this.feed.getSnapshot();
		return live && lastLoadedSeq(log) >= seq;
	}

	/**
	 * Returns the errors in this tab's view of the channel: it must hold each message once and in order, up to `lastSeq`.
	 */
	faults(lastSeq: number): string[] {
		const seqs = this.feed.getSnapshot().log.messages.map(({ seq }) => seq);
		const first = seqs[0] ?? 0;
		const right = lastSeq - first + 1 === seqs.length && seqs.every((seq, at) => seq === first + at);
		return right ? [] : [`a client shows ${seqs.join(" ")} instead of all up to ${lastSeq}`];
	}

	forgetTimes(): void {
		this.connectedAt = Number.POSITIVE_INFINITY;
	}

	close(): void {
		this.connection.close();
	}
}

/**
 * Returns when each client was connected and showed the channel up to `seq`; never, for a client that missed the time
 * limit.
 */
export async function allConverged(clients: Client[], seq: number, withinMs: number): Promise<number[]> {
	const times = clients.map(() => Number.POSITIVE_INFINITY);
	for (const end = performance.now() + withinMs; performance.now() < end; await sleep(10)) {
		clients.forEach((client, n) => {
			if (times[n] === Number.POSITIVE_INFINITY && client.hasConverged(seq)) times[n] = performance.now();
		});
		if (times.every(Number.isFinite)) break;
	}
	return times;
}
