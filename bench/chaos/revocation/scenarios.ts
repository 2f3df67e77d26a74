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

/** A channel, or a server by one of its channels, that is taken away, and the event that must be the last of it. */
type Loss = { isLast: (received: Received) => boolean; taken: number[] };

/** A server with two channels, each with a thread: of both the ids of the channel and of its thread. */
export type Site = { serverId: number; own: [channelId: number, threadId: number]; beside: [number, number] };

export const placesOf = ({ own, beside }: Site): number[] => [...own, ...beside];

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
		const site = await this.makeServer();
		const { serverId } = site;
		const recorders = await this.clientsOf(member);
		for (let n = 0; n < times; n++) {
			await member.join(serverId);
			await openAll(recorders, placesOf(site));
			await sleep(n % 40);
			const racing = this.openOne(recorders, placesOf(site), n);
			await member.leave(serverId);
			await this.check(recorders, site);
			await racing;
			await this.checkRefused(recorders, placesOf(site));
			for (const recorder of recorders) recorder.received.length = 0;
		}
		for (const recorder of recorders) recorder.close();
	}

	/** Tests the owner deleting the server. */
	async deletion(times: number): Promise<void> {
		const member = await this.signUpMember();
		const recorders = await this.clientsOf(member);
		for (let n = 0; n < times; n++) {
			const site = await this.makeServer();
			const { serverId } = site;
			await member.join(serverId);
			await openAll(recorders, placesOf(site));
			await sleep(n % 40);
			await this.owner.call("DELETE", `/api/servers/${serverId}`);
			await this.check(recorders, site, { isGone: true });
			await this.checkRefused(recorders, placesOf(site));
			for (const recorder of recorders) recorder.received.length = 0;
		}
		for (const recorder of recorders) recorder.close();
	}

	/** Tests signing out: the sockets of the session receive `session:revoked`, and nothing afterwards. */
	async revocation(times: number): Promise<void> {
		const name = (await this.signUpMember()).username;
		const site = await this.makeServer();
		for (let n = 0; n < times; n++) {
			const member = await ApiClient.signUp(this.placement.act, name);
			if (n === 0) await member.join(site.serverId);
			const recorders = await this.clientsOf(member);
			await openAll(recorders, placesOf(site));
			await sleep(n % 40);
			await signOut(member);
			await this.check(recorders, site, {
				losses: [{ isLast: ({ event }) => event === "session:revoked", taken: [] }],
			});
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
		const site = await this.makeServer();
		const { serverId } = site;
		const at = { url: this.placement.home, cookie: member.cookie };
		for (let n = 0; n < times; n++) {
			await member.join(serverId);
			const poller = new PollingClient(at);
			await poller.open(placesOf(site));
			const [recorder] = await this.clientsOf(member, ["websocket"]);
			if (!recorder) return;
			await openAll([recorder], placesOf(site));
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

	protected async makeServer(): Promise<Site> {
		const { serverId, channelId } = await this.owner.makeServer(`Revocation ${this.name}`);
		const path = `/api/servers/${serverId}/channels`;
		const { channel } = await this.owner.call<{ channel: { id: number } }>("POST", path, { name: "beside" });
		const site: Site = {
			serverId,
			own: [channelId, await this.beginThread(channelId)],
			beside: [channel.id, await this.beginThread(channel.id)],
		};
		for (const id of placesOf(site)) this.checker.channels.set(id, serverId);
		await this.heartbeat.moveTo(placesOf(site));
		return site;
	}

	private async beginThread(channelId: number): Promise<number> {
		const { message } = await this.owner.sends(channelId, "the parent of a thread");
		const path = `/api/channels/${channelId}/messages/${message.seq}/thread`;
		return (await this.owner.call<{ thread: { channelId: number } }>("POST", path)).thread.channelId;
	}

	/** Opens a channel or thread while access is taken away. */
	protected openOne(recorders: Recorder[], places: number[], n: number): Promise<unknown> | undefined {
		return recorders[n % recorders.length]?.open(places[n % places.length] ?? 0).catch(() => null);
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

	/**
	 * Called after the response: waits until all sockets are notified, or ought to be, and checks each of them. By default
	 * the whole server was taken away.
	 */
	protected async check(
		recorders: Recorder[],
		{ serverId, ...site }: Site,
		{ losses = [] as Loss[], isGone = false } = {},
	): Promise<void> {
		const answered = clock();
		const all = losses.length > 0 ? losses : [{ isLast: (one: Received) => endsMembership(one, serverId), taken: [] }];
		const before = this.heartbeat.received;
		const counts = new Map(this.heartbeat.counts);
		const places = placesOf({ serverId, ...site });
		const isSilent = () => places.some((id) => (this.heartbeat.counts.get(id) ?? 0) === (counts.get(id) ?? 0));
		const allNotified = () => recorders.every(({ received }) => all.every(({ isLast }) => received.some(isLast)));
		while (!allNotified() && clock() - answered < this.placement.notifiedWithinMs + 1000) await sleep(5);
		await sleep(quietMs);
		// A busy machine may hold a heartbeat up.
		while (!isGone && isSilent() && clock() - answered < heartbeatWithinMs) await sleep(5);
		for (const { received } of recorders)
			for (const loss of all) this.checker.check(received, serverId, answered, loss);
		const receivedMeanwhile = this.heartbeat.received - before;
		this.tally.heartbeats += receivedMeanwhile;
		// A deleted server receives no heartbeats.
		if (!isGone && isSilent())
			throw new Error(
				`${this.name}: no heartbeat arrived in one of the channels, so silence elsewhere proves nothing.`,
			);
		this.tally.times++;
	}

	/** Checks that a user without access can neither open the channels nor send to them. */
	protected async checkRefused([recorder]: Recorder[], places: number[]): Promise<void> {
		for (const channelId of recorder ? places : []) {
			if ((await recorder?.open(channelId))?.ok) this.checker.accept("channel:open was accepted");
			if ((await recorder?.send(channelId))?.ok) this.checker.accept("message:send was accepted");
		}
	}
}

export async function openAll(recorders: Recorder[], places: number[]): Promise<void> {
	const opening = recorders.flatMap((recorder) => places.map((channelId) => recorder.open(channelId)));
	for (const answer of await Promise.all(opening))
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
