import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "@/e2e/api-client";
import type { MessagePage } from "@/lib/realtime/protocol";
import { clock } from "../event-log";
import { AccessChecker, type Placement, type Tally } from "./checker";
import { HeartbeatSender } from "./heartbeat-sender";
import { PollingClient } from "./polling-client";
import { endsMembership, type Received, Recorder } from "./recorder";

const quietMs = 150;
const heartbeatWithinMs = 5000;

/** The ways of losing access. Each has its own users and servers, so that all can run at once. */
export class Way {
	protected readonly checker: AccessChecker;

	constructor(
		private readonly name: string,
		protected readonly placement: Placement,
		protected readonly owner: ApiClient,
		protected readonly heartbeat: HeartbeatSender,
	) {
		this.checker = new AccessChecker(name, placement);
	}

	get tally(): Tally {
		return this.checker.tally;
	}

	static async begin<Kind extends Way>(
		this: new (
			...made: ConstructorParameters<typeof Way>
		) => Kind,
		name: string,
		placement: Placement,
	): Promise<Kind> {
		const owner = await ApiClient.signUp(placement.act, `${name}_owner`);
		return new this(name, placement, owner, await HeartbeatSender.of(owner, placement.act));
	}

	stop(): void {
		this.heartbeat.stop();
	}

	/** Tests leaving while a socket is opening the channel. The sockets stay connected for the next round. */
	async leaving(times: number): Promise<void> {
		const member = await this.signUpMember();
		const { serverId, channelId } = await this.makeServer();
		const recorders = await this.clientsOf(member);
		for (let n = 0; n < times; n++) {
			await member.join(serverId);
			await openAll(recorders, channelId);
			await sleep(n % 40);
			const racing = recorders[n % recorders.length]?.open(channelId).catch(() => null);
			await member.leave(serverId);
			await this.check(recorders, serverId);
			await racing;
			await this.checkRefused(recorders, channelId);
			for (const recorder of recorders) recorder.received.length = 0;
		}
		for (const recorder of recorders) recorder.close();
	}

	/** Tests the owner deleting the server. */
	async deletion(times: number): Promise<void> {
		const member = await this.signUpMember();
		const recorders = await this.clientsOf(member);
		for (let n = 0; n < times; n++) {
			const { serverId, channelId } = await this.makeServer();
			await member.join(serverId);
			await openAll(recorders, channelId);
			await sleep(n % 40);
			await this.owner.call("DELETE", `/api/servers/${serverId}`);
			await this.check(recorders, serverId, { isGone: true });
			await this.checkRefused(recorders, channelId);
			for (const recorder of recorders) recorder.received.length = 0;
		}
		for (const recorder of recorders) recorder.close();
	}

	/** Tests signing out: the sockets of the session receive `session:revoked`, and nothing afterwards. */
	async revocation(times: number): Promise<void> {
		const name = (await this.signUpMember()).username;
		const { serverId, channelId } = await this.makeServer();
		for (let n = 0; n < times; n++) {
			const member = await ApiClient.signUp(this.placement.act, name);
			if (n === 0) await member.join(serverId);
			const recorders = await this.clientsOf(member);
			await openAll(recorders, channelId);
			await sleep(n % 40);
			await signOut(member);
			await this.check(recorders, serverId, { isLast: ({ event }) => event === "session:revoked" });
			const again = new Recorder({ url: this.placement.home, cookie: member.cookie }, "websocket");
			const refused = await again.connect();
			if (refused !== "unauthenticated")
				this.checker.accept(`a revoked session connected: ${refused ?? "without an error"}`);
			for (const recorder of [...recorders, again]) recorder.close();
		}
	}

	/** Tests leaving while the user is offline: their clients then return with the old session ids. */
	async offline(times: number): Promise<void> {
		const member = await this.signUpMember();
		const { serverId, channelId } = await this.makeServer();
		const at = { url: this.placement.home, cookie: member.cookie };
		for (let n = 0; n < times; n++) {
			await member.join(serverId);
			const poller = new PollingClient(at);
			await poller.open(channelId);
			const [recorder] = await this.clientsOf(member, ["websocket"]);
			if (!recorder) return;
			await openAll([recorder], channelId);
			const { engineId } = recorder;
			const socketId = recorder.socket.id ?? "";
			await sleep(n % 40);
			recorder.cut();
			await member.leave(serverId);
			const answered = clock();
			const before = this.heartbeat.received;
			await sleep(this.placement.leakMs + quietMs);

			const returns = [
				new Recorder(at, "websocket", { auth: { pid: socketId, offset: "0", sid: socketId } }),
				new Recorder(at, "websocket", { query: { sid: engineId } }),
			];
			for (const back of returns) await back.connect();
			await sleep(quietMs);
			const isKnown = await poller.catchUp(quietMs);
			for (const back of returns)
				for (const received of back.received)
					if (this.checker.isOf(received, serverId)) this.checker.count("after", received, answered);
			// If the app no longer knows the connection, the client received nothing, as required.
			if (isKnown) this.checker.check(poller.received, serverId, answered, { isPrompt: false });
			for (const gone of [recorder, ...returns]) gone.close();
			this.tally.heartbeats += this.heartbeat.received - before;
			this.tally.times++;
		}
	}

	protected signUpMember(): Promise<ApiClient> {
		return ApiClient.signUp(this.placement.act, `${this.name}_member`);
	}

	protected async makeServer(): Promise<{ serverId: number; channelId: number }> {
		const made = await this.owner.makeServer(`Revocation ${this.name}`);
		this.checker.channels.set(made.channelId, made.serverId);
		await this.heartbeat.moveTo(made.channelId);
		return made;
	}

	/** The number of the newest message of a channel. */
	protected async newest(channelId: number): Promise<number> {
		const path = `/api/channels/${channelId}/messages?limit=1`;
		return (await this.owner.call<MessagePage>("GET", path)).lastSeq;
	}

	protected async clientsOf(
		{ cookie }: ApiClient,
		transports: ("websocket" | "polling")[] = ["websocket", "websocket", "polling"],
	): Promise<Recorder[]> {
		const recorders = transports.map((transport) => new Recorder({ url: this.placement.home, cookie }, transport));
		for (const recorder of recorders) {
			const refused = await recorder.connect();
			if (refused) throw new Error(`A member could not connect: ${refused}.`);
		}
		return recorders;
	}

	/** Called after the response: waits until all sockets are notified, or ought to be, and checks each of them. */
	protected async check(
		recorders: Recorder[],
		serverId: number,
		{ isLast = (received: Received) => endsMembership(received, serverId), isGone = false, channelId = 0 } = {},
	): Promise<void> {
		const answered = clock();
		const before = this.heartbeat.received;
		const allNotified = () => recorders.every(({ received }) => received.some(isLast));
		while (!allNotified() && clock() - answered < this.placement.notifiedWithinMs + 1000) await sleep(5);
		await sleep(quietMs);
		// A busy machine may hold a heartbeat up.
		while (!isGone && this.heartbeat.received === before && clock() - answered < heartbeatWithinMs) await sleep(5);
		for (const { received } of recorders) this.checker.check(received, serverId, answered, { isLast, channelId });
		const receivedMeanwhile = this.heartbeat.received - before;
		this.tally.heartbeats += receivedMeanwhile;
		// A deleted server receives no heartbeats.
		if (!isGone && receivedMeanwhile === 0)
			throw new Error(`${this.name}: no heartbeat arrived, so silence elsewhere proves nothing.`);
		this.tally.times++;
	}

	/** Checks that a user without access can neither open the channel nor send to it. */
	protected async checkRefused(recorders: Recorder[], channelId: number): Promise<void> {
		const [recorder] = recorders;
		if (!recorder) return;
		if ((await recorder.open(channelId)).ok) this.checker.accept("channel:open was accepted");
		if ((await recorder.send(channelId)).ok) this.checker.accept("message:send was accepted");
	}
}

export async function openAll(recorders: Recorder[], channelId: number): Promise<void> {
	for (const answer of await Promise.all(recorders.map((recorder) => recorder.open(channelId))))
		if (!answer.ok) throw new Error(`A member could not open the channel: ${answer.error.code}.`);
}

async function signOut(member: ApiClient): Promise<void> {
	const { csrfToken } = await member.call<{ csrfToken: string }>("GET", "/api/auth/csrf");
	const answer = await fetch(`${member.url}/api/auth/signout`, {
		method: "POST",
		redirect: "manual",
		headers: { cookie: member.cookie, "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams({ csrfToken, json: "true" }),
	});
	await answer.arrayBuffer();
	if (answer.status >= 400) throw new Error(`Signing out was answered ${answer.status}.`);
}
