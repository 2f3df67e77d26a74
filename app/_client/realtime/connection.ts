import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import type { Ack, ClientToServer, ServerToClient, WireError } from "@/lib/realtime/protocol";
import { ApiError } from "../api";
import { createEmitter } from "../create-store";

export type Phase = "connecting" | "connected" | "lost" | "signedOut" | "displaced";
type Request<Name extends keyof ClientToServer> = Parameters<ClientToServer[Name]>[0];
type Answer<Name extends keyof ClientToServer> = Extract<
	Parameters<Parameters<ClientToServer[Name]>[1]>[0],
	{ ok: true }
>;

const answerMs = 10_000;
const probeMs = 5000;
/**
 * A node that restarts is asked again every second or two, for it is back in a few and nobody should wait for the next
 * try; one that stays away is asked less. Each wait is drawn at random, so that who left together does not come together.
 */
const retryMs = { least: 400, most: 2000, mostLater: 15_000 };
const triesSoon = 100;

/** This tab's one socket. It comes back by itself, except where the server has said not to. */
export class Connection {
	readonly socket: Socket<ServerToClient, ClientToServer>;
	private phase: Phase = "connecting";
	private reached = false;
	private readonly changes = createEmitter();
	private timer: ReturnType<typeof setTimeout> | undefined;
	private refusals = 0;

	/** `url` and `more` are for who is not in a page, and has no address and no cookies by itself. */
	constructor(
		private readonly onSignedOut: () => void,
		url?: string,
		more: Partial<ManagerOptions & SocketOptions> = {},
	) {
		const options: Partial<ManagerOptions & SocketOptions> = {
			path: "/socket.io",
			transports: ["websocket", "polling"],
			tryAllTransports: true,
			autoConnect: false,
			reconnectionDelay: retryMs.least,
			reconnectionDelayMax: retryMs.most,
			randomizationFactor: 0.5,
			...more,
		};
		const socket: typeof this.socket = url === undefined ? io(options) : io(url, options);
		this.socket = socket;
		socket.io.on("reconnect_attempt", (attempt) =>
			socket.io.reconnectionDelayMax(attempt < triesSoon ? retryMs.most : retryMs.mostLater),
		);
		socket.on("connect", () => {
			this.refusals = 0;
			this.reached = true;
			this.set("connected");
		});
		socket.on("connect_error", (error) => {
			const { data } = error as Error & { data?: Partial<WireError> };
			if (data?.code === "unauthenticated") return this.endSession();
			this.set("lost");
			// A refusal in the namespace is no failure of the transport: the client leaves coming back to us.
			if (!socket.active) this.reconnectIn(Math.min(retryMs.most, retryMs.least * 2 ** this.refusals++));
		});
		socket.on("disconnect", (reason) => {
			if (this.phase === "signedOut" || this.phase === "displaced") return;
			this.set("lost");
			if (reason === "io server disconnect") this.reconnectIn(retryMs.least);
		});
		socket.on("session:revoked", () => this.endSession());
		socket.on("error:too_many_sockets", () => this.set("displaced"));
		socket.on("draining", ({ retryInMs }) => {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.reconnect(), retryInMs);
		});
	}

	subscribe = this.changes.subscribe;
	getPhase = () => this.phase;
	/** Whether it was ever there. */
	wasConnected = () => this.reached;

	connect(): void {
		this.socket.connect();
	}

	/** Now, whatever the plan was: the network came back, or a person asked. */
	reconnect(): void {
		clearTimeout(this.timer);
		if (this.phase === "signedOut") return;
		this.set("lost");
		this.socket.disconnect().connect();
	}

	/** A cut cable tells nobody: whether the server can still be reached is found out by asking it. */
	async check(): Promise<void> {
		if (this.phase !== "connected") return;
		const { id } = this.socket;
		const reached = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(probeMs) }).then(
			() => true,
			() => false,
		);
		if (!reached && this.phase === "connected" && this.socket.id === id) this.reconnect();
	}

	close(): void {
		clearTimeout(this.timer);
		this.socket.disconnect();
	}

	/** Asks the server and resolves with its answer. Throws ApiError: its refusal, or `network` when none came. */
	async request<Name extends keyof ClientToServer>(name: Name, request: Request<Name>): Promise<Answer<Name>> {
		const silence = new ApiError({ code: "network", message: "The server didn't answer." }, 0);
		if (!this.socket.connected) throw silence;
		// The typed client cannot follow a name that is still a parameter.
		const patient = this.socket.timeout(answerMs) as unknown as {
			emitWithAck(name: Name, request: Request<Name>): Promise<Ack>;
		};
		const answer = await patient.emitWithAck(name, request).catch(() => {
			void this.check();
			throw silence;
		});
		if (!answer.ok) throw new ApiError(answer.error, 0);
		return answer as Answer<Name>;
	}

	private reconnectIn(ms: number): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.socket.connect(), ms * (0.5 + Math.random()));
	}

	private endSession(): void {
		clearTimeout(this.timer);
		this.set("signedOut");
		this.socket.disconnect();
		this.onSignedOut();
	}

	private set(phase: Phase): void {
		if (this.phase === phase) return;
		this.phase = phase;
		this.changes.emit();
	}
}
