import { clock } from "../event-log";
import type { Received } from "./recorder";

const separator = "\u001e";
const patienceMs = 10_000;
/** Pending data for the connection is sent at once, as soon as the app is free. */
const firstMs = 3000;

/**
 * A hand-written long-polling connection: it polls only on request, so the app buffers for an offline client that
 * returns with its old session id.
 */
export class PollingClient {
	readonly received: Received[] = [];
	private sid = "";

	constructor(private readonly at: { url: string; cookie: string }) {}

	async open(channelId: number): Promise<void> {
		const [handshake = ""] = await this.ask("GET");
		this.sid = (JSON.parse(handshake.slice(1)) as { sid: string }).sid;
		await this.ask("POST", "40");
		await this.untilReceived((packet) => packet.startsWith("40"));
		await this.ask("POST", `420${JSON.stringify(["channel:open", { channelId }])}`);
		await this.untilReceived((packet) => packet.startsWith("430"));
	}

	/**
	 * Polls until nothing arrives for a while, and records the events. Returns false if the app no longer knows the
	 * connection.
	 */
	async catchUp(quietMs: number): Promise<boolean> {
		let waitMs = firstMs;
		for (const until = clock() + patienceMs; clock() < until; waitMs = quietMs) {
			const packets = await this.ask("GET", undefined, waitMs).catch((error: Error) => {
				if (error.name === "TimeoutError") return null;
				throw error;
			});
			if (packets === null) return true;
			if (packets.some((packet) => packet === "" || packet.startsWith("{"))) return false;
			this.note(packets);
			if (packets.includes("2")) await this.ask("POST", "3");
		}
		throw new Error("A connection that was taken out of its server is never quiet.");
	}

	private async untilReceived(isIt: (packet: string) => boolean): Promise<void> {
		for (const until = clock() + patienceMs; clock() < until; ) {
			const packets = await this.ask("GET");
			this.note(packets);
			if (packets.some(isIt)) return;
		}
		throw new Error("A connection by long-polling was not answered.");
	}

	private note(packets: string[]): void {
		for (const packet of packets) {
			if (!packet.startsWith("42")) continue;
			const [event, payload] = JSON.parse(packet.slice(2)) as [string, unknown];
			this.received.push({ t: clock(), event, payload });
		}
	}

	private async ask(method: "GET" | "POST", body?: string, timeoutMs = patienceMs): Promise<string[]> {
		const answer = await fetch(`${this.at.url}/socket.io/?EIO=4&transport=polling${this.sid && `&sid=${this.sid}`}`, {
			method,
			headers: { cookie: this.at.cookie, ...(body && { "content-type": "text/plain;charset=UTF-8" }) },
			...(body && { body }),
			signal: AbortSignal.timeout(timeoutMs),
		});
		return (await answer.text()).split(separator);
	}
}
