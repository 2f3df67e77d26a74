import { setTimeout as sleep } from "node:timers/promises";
import { asApiError } from "@/app/_client/api";
import { ChannelFeed } from "@/app/_client/channel-feed";
import { endSeq } from "@/app/_client/channel-log";
import { Connection } from "@/app/_client/connection";
import type { Wire } from "@/e2e/wire";
import type { MessagePage } from "@/lib/realtime/contract";

const told = ["messages", "message:updated", "message:deleted", "reaction", "vote"] as const;
/** What the frame of the page reads anew when it is connected again, and within which time (app/_client/use-frame-events.ts). */
const frame = ["/api/servers?mine=true", "/api/account", "/api/invitations"];
const spreadMs = 1500;

/** A tab with one channel open: the browser's own connection and feed, without the page around them. */
export class Client {
	private constructor(
		private readonly connection: Connection,
		private readonly feed: ChannelFeed,
	) {}

	static async open(wire: Wire, channelId: number): Promise<Client> {
		const read = <T>(path: string) => wire.call<T>("GET", path);
		const connection = new Connection(() => {}, {
			...{ host: new URL(wire.url).hostname, port: new URL(wire.url).port, secure: false },
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
		for (const type of told) connection.socket.on(type, ((event: never) => feed.hear(type, event)) as never);
		connection.socket.on("connect", () => {
			setTimeout(() => {
				for (const path of frame) read(path).catch(() => {});
			}, Math.random() * spreadMs);
		});
		connection.subscribe(() => feed.setConnected(connection.getPhase() === "connected"));
		connection.connect();
		const client = new Client(connection, feed);
		await client.converged(page.lastSeq, 30_000);
		return client;
	}

	/** When this tab was connected and showed the channel up to `seq`. */
	async converged(seq: number, withinMs: number): Promise<number> {
		for (const until = performance.now() + withinMs; performance.now() < until; await sleep(20)) {
			const { live, log } = this.feed.getSnapshot();
			if (live && endSeq(log) >= seq) return performance.now();
		}
		return Number.POSITIVE_INFINITY;
	}

	close(): void {
		this.connection.close();
	}
}
