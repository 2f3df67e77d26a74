import { clock } from "../event-log";
import type { Received } from "./recorder";

const separator = "\u001e";
const answerWithinMs = 10_000;
/** The app sends pending events as soon as it is polled; a busy machine may take this long. */
const firstMs = 3000;

/**
 * A long-polling connection made by hand, which polls only on request: meanwhile the app buffers events as for a client
 * that is offline and will return with its session id.
 */
export class PollingClient {
	readonly received: Received[] = [];
	private sid = "";

	constructor(private readonly at: { url: string; cookie: string }) {}

	async open(channelIds: number[]): Promise<void> {
		const [handshake = ""] = await this.ask("GET");
		this.sid = (JSON.parse(handshake.slice(1)) as { sid: string }).sid;
		await this.ask("POST", "40");
		await this.untilReceived((packet) => packet.startsWith("40"));
		for (const [n, channelId] of channelIds.entries()) {
			await this.ask("POST", `42${n}${JSON.stringify(["channel:open", { channelId }])}`);
			await this.untilReceived((packet) => packet.startsWith(`43${n}`));
		}
	}

	/**
	 * Polls until nothing arrives for `quietMs`, and records the events. Returns false if the app no longer knows the
	 * connection.
	 */
	async catchUp(quietMs: number): Promise<boolean> {
		let waitMs = firstMs;
		for (const until = clock() + answerWithinMs; clock() < until; waitMs = quietMs) {
			const packets = await this.ask("GET", undefined, waitMs).catch((error: Error) => {
				if (error.name === "TimeoutError") return null;
				throw error;
			});
			if (packets === null) return true;
			if (packets.some((packet) => packet === "" || packet.startsWith("{"))) return false;
			this.note(packets);
			if (packets.includes("2")) await this.ask("POST", "3");
		}
		throw new Error("A connection without access to its server keeps receiving events.");
	}

	private async untilReceived(isIt: (packet: string) => boolean): Promise<void> {
		for (const until = clock() + answerWithinMs; clock() < until; ) {
			const packets = await this.ask("GET");
			this.note(packets);
			if (packets.some(isIt)) return;
		}
		throw new Error("A long-polling request was not answered.");
	}

	private note(packets: string[]): void {
		for (const packet of packets) {
			if (!packet.startsWith("42")) continue;
			const [event, payload] = JSON.parse(packet.slice(2)) as [string, unknown];
			this.received.push({ t: clock(), event, payload });
		}
	}

	private async ask(method: "GET" | "POST", body?: string, timeoutMs = answerWithinMs): Promise<string[]> {
		const answer = await fetch(`${this.at.url}/socket.io/?EIO=4&transport=polling${this.sid && `&sid=${this.sid}`}`, {
			method,
			headers: { cookie: this.at.cookie, ...(body && { "content-type": "text/plain;charset=UTF-8" }) },
			...(body && { body }),
			signal: AbortSignal.timeout(timeoutMs),
		});
		return (await answer.text()).split(separator);
	}
}
