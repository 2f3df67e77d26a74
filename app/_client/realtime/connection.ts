import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import type { Ack, ClientToServer, ServerToClient, WireError } from "@/lib/realtime/protocol";
import { ApiError, writeRefusal } from "../api";
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
 * A restarting instance is retried every second or two, because it is back soon; one that stays away is retried less
 * often. Delays are random, so that clients do not reconnect at the same time.
 */
const retryMs = { least: 400, most: 2000, mostLater: 15_000 };
const triesSoon = 100;
const onlyWebSocket: NonNullable<ManagerOptions["transports"]> = ["websocket"];

/** The requests that others would notice. */
const writes: ReadonlySet<keyof ClientToServer> = new Set(["message:send", "typing", "presence:set"]);

/** This tab's only socket. It reconnects by itself, unless the server forbids it. */
export class Connection {
	readonly socket: Socket<ServerToClient, ClientToServer>;
	private phase: Phase = "connecting";
	private reached = false;
	private readonly changes = createEmitter();
	private timer: ReturnType<typeof setTimeout> | undefined;
	private refusals = 0;

	/** `url` and `more` are for clients outside a page, which have no address and no cookies. */
	constructor(
		private readonly onSignedOut: () => void,
		url?: string,
		more: Partial<ManagerOptions & SocketOptions> = {},
	) {
		const options: Partial<ManagerOptions & SocketOptions> = {
			path: "/socket.io",
			transports: onlyWebSocket,
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
		socket.io.on("error", () => void this.loadPolling());
		socket.on("connect", () => {
			this.refusals = 0;
			this.reached = true;
			this.set("connected");
		});
		socket.on("connect_error", (error) => {
			const { data } = error as Error & { data?: Partial<WireError> };
			if (data?.code === "unauthenticated") return this.endSession();
			this.set("lost");
			// After a rejection of the namespace Socket.IO does not reconnect by itself.
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
	/** Whether it was ever connected. */
	wasConnected = () => this.reached;

	/** Opens the transport, so that the page becomes interactive meanwhile; `connect` then needs one message. */
	open(): void {
		this.socket.io.open();
	}

	connect(): void {
		this.socket.connect();
	}

	/** Reconnects now, whatever the delay: the network is back, or the user asked. */
	reconnect(): void {
		clearTimeout(this.timer);
		if (this.phase === "signedOut") return;
		this.set("lost");
		this.socket.disconnect().connect();
	}

	/** A cut cable causes no event: a request shows whether the server can still be reached. */
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

	/**
	 * Sends a request and resolves with the response. Throws ApiError: the server's error, or `network` without a
	 * response.
	 */
	async request<Name extends keyof ClientToServer>(name: Name, request: Request<Name>): Promise<Answer<Name>> {
		const refusal = writes.has(name) ? writeRefusal() : null;
		if (refusal) throw refusal;
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

	/** Where WebSockets are blocked, the next attempt also tries HTTP, whose code is loaded only then. */
	private async loadPolling(): Promise<void> {
		const { opts } = this.socket.io;
		if (opts.transports !== onlyWebSocket) return;
		// Without the server there is no code either: the next failed attempt asks for it again.
		const loaded = await import("./polling.lazy").catch(() => null);
		if (loaded) opts.transports = loaded.transports;
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
