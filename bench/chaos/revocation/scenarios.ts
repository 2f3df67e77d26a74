import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "@/e2e/api-client";
import { clock } from "../event-log";
import { AccessChecker, type Ground, type Tally } from "./checker";
import { HeartbeatSender } from "./heartbeat-sender";
import { PollingClient } from "./polling-client";
import { endsMembership, type Received, Recorder } from "./recorder";

const quietMs = 150;

/** The ways of losing access, each with its own users and servers, so that all can run at once. */
export class Way {
	private readonly scribe: AccessChecker;

	private constructor(
		private readonly name: string,
		private readonly ground: Ground,
		private readonly owner: ApiClient,
		private readonly sentinel: HeartbeatSender,
	) {
		this.scribe = new AccessChecker(name, ground);
	}

	get tally(): Tally {
		return this.scribe.tally;
	}

	static async begin(name: string, ground: Ground): Promise<Way> {
		const owner = await ApiClient.signUp(ground.act, `${name}_owner`);
		return new Way(name, ground, owner, await HeartbeatSender.of(owner, ground.act));
	}

	stop(): void {
		this.sentinel.stop();
	}

	/** Tests leaving, with sockets that stay open for the next round; a channel is being opened at the same time. */
	async leaving(times: number): Promise<void> {
		const wire = await this.somebody();
		const { serverId, channelId } = await this.makeServer();
		const client = await this.clientsOf(wire);
		for (let n = 0; n < times; n++) {
			await wire.join(serverId);
			await openAll(client, channelId);
			await sleep(n % 40);
			const racing = client[n % client.length]?.open(channelId).catch(() => null);
			await wire.leave(serverId);
			await this.check(client, serverId);
			await racing;
			await this.refuses(client, channelId);
			for (const recorder of client) recorder.received.length = 0;
		}
		for (const recorder of client) recorder.close();
	}

	/** Tests the owner deleting the server. */
	async deletion(times: number): Promise<void> {
		const wire = await this.somebody();
		const client = await this.clientsOf(wire);
		for (let n = 0; n < times; n++) {
			const { serverId, channelId } = await this.makeServer();
			await wire.join(serverId);
			await openAll(client, channelId);
			await sleep(n % 40);
			await this.owner.call("DELETE", `/api/servers/${serverId}`);
			await this.check(client, serverId, { isGone: true });
			await this.refuses(client, channelId);
			for (const recorder of client) recorder.received.length = 0;
		}
		for (const recorder of client) recorder.close();
	}

	/** Tests signing out: the session's sockets receive `session:revoked`, and nothing afterwards. */
	async revocation(times: number): Promise<void> {
		const name = (await this.somebody()).username;
		const { serverId, channelId } = await this.makeServer();
		for (let n = 0; n < times; n++) {
			const wire = await ApiClient.signUp(this.ground.act, name);
			if (n === 0) await wire.join(serverId);
			const client = await this.clientsOf(wire);
			await openAll(client, channelId);
			await sleep(n % 40);
			await signOut(wire);
			await this.check(client, serverId, { isLast: ({ event }) => event === "session:revoked" });
			const again = new Recorder({ url: this.ground.home, cookie: wire.cookie }, "websocket");
			const refused = await again.connect();
			if (refused !== "unauthenticated") this.scribe.accept(`a revoked session connected: ${refused ?? "welcome"}`);
			for (const recorder of [...client, again]) recorder.close();
		}
	}

	/** Tests leaving while the user's connections are gone, followed by a return with the old session ids. */
	async offline(times: number): Promise<void> {
		const wire = await this.somebody();
		const { serverId, channelId } = await this.makeServer();
		const at = { url: this.ground.home, cookie: wire.cookie };
		for (let n = 0; n < times; n++) {
			await wire.join(serverId);
			const poller = new PollingClient(at);
			await poller.open(channelId);
			const [recorder] = await this.clientsOf(wire, ["websocket"]);
			if (!recorder) return;
			await openAll([recorder], channelId);
			const { engineId } = recorder;
			const socketId = recorder.socket.id ?? "";
			await sleep(n % 40);
			recorder.cut();
			await wire.leave(serverId);
			const answered = clock();
			const before = this.sentinel.received;
			await sleep(this.ground.leakMs + quietMs);

			const returns = [
				new Recorder(at, "websocket", { auth: { pid: socketId, offset: "0", sid: socketId } }),
				new Recorder(at, "websocket", { query: { sid: engineId } }),
			];
			for (const back of returns) await back.connect();
			await sleep(quietMs);
			const isKnown = await poller.catchUp(quietMs);
			for (const back of returns)
				for (const received of back.received)
					if (this.scribe.isOf(received, serverId)) this.scribe.count("after", received, answered);
			// If the app no longer knows the connection, it received nothing, as required.
			if (isKnown) this.scribe.check(poller.received, serverId, answered, { isPrompt: false });
			for (const gone of [recorder, ...returns]) gone.close();
			this.tally.sentinels += this.sentinel.received - before;
			this.tally.times++;
		}
	}

	private somebody(): Promise<ApiClient> {
		return ApiClient.signUp(this.ground.act, `${this.name}_guest`);
	}

	private async makeServer(): Promise<{ serverId: number; channelId: number }> {
		const made = await this.owner.makeServer(`Gate ${this.name}`);
		this.scribe.channels.set(made.channelId, made.serverId);
		await this.sentinel.moveTo(made.channelId);
		return made;
	}

	private async clientsOf(
		{ cookie }: ApiClient,
		transports: ("websocket" | "polling")[] = ["websocket", "websocket", "polling"],
	): Promise<Recorder[]> {
		const client = transports.map((transport) => new Recorder({ url: this.ground.home, cookie }, transport));
		for (const recorder of client) {
			const refused = await recorder.connect();
			if (refused) throw new Error(`A member could not connect: ${refused}.`);
		}
		return client;
	}

	/** From the answer on: all sockets are notified within the allowed time, and nothing follows. */
	private async check(
		client: Recorder[],
		serverId: number,
		{ isLast = (received: Received) => endsMembership(received, serverId), isGone = false } = {},
	): Promise<void> {
		const answered = clock();
		const before = this.sentinel.received;
		const event = () => client.every(({ received }) => received.some(isLast));
		while (!event() && clock() - answered < this.ground.notifiedWithinMs + 1000) await sleep(5);
		await sleep(quietMs);
		for (const { received } of client) this.scribe.check(received, serverId, answered, { isLast });
		const receivedMeanwhile = this.sentinel.received - before;
		this.tally.sentinels += receivedMeanwhile;
		// A deleted server has no members left to send to it.
		if (!isGone && receivedMeanwhile === 0) throw new Error("The sentinel was silent: this shows nothing.");
		this.tally.times++;
	}

	/** Checks that a user without access can neither open the channel nor send to it. */
	private async refuses(client: Recorder[], channelId: number): Promise<void> {
		const [recorder] = client;
		if (!recorder) return;
		if ((await recorder.open(channelId)).ok) this.scribe.accept("channel:open was accepted");
		const sent = await recorder.socket
			.timeout(5000)
			.emitWithAck("message:send", { channelId, nonce: randomUUID(), content: "let me in" });
		if (sent.ok) this.scribe.accept("message:send was accepted");
	}
}

async function openAll(client: Recorder[], channelId: number): Promise<void> {
	for (const answer of await Promise.all(client.map((recorder) => recorder.open(channelId))))
		if (!answer.ok) throw new Error(`A member could not open the channel: ${answer.error.code}.`);
}

async function signOut(wire: ApiClient): Promise<void> {
	const { csrfToken } = await wire.call<{ csrfToken: string }>("GET", "/api/auth/csrf");
	const answer = await fetch(`${wire.url}/api/auth/signout`, {
		method: "POST",
		redirect: "manual",
		headers: { cookie: wire.cookie, "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams({ csrfToken, json: "true" }),
	});
	await answer.arrayBuffer();
	if (answer.status >= 400) throw new Error(`Signing out was answered ${answer.status}.`);
}
