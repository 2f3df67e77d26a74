import { io, type Socket } from "socket.io-client";
import type { Ack, ClientToServer, ServerToClient, WireError } from "@/lib/realtime/contract";
import { ApiError } from "./api";

export type Phase = "connecting" | "connected" | "lost" | "signedOut" | "displaced";
type Request<Name extends keyof ClientToServer> = Parameters<ClientToServer[Name]>[0];
type Answer<Name extends keyof ClientToServer> = Extract<
	Parameters<Parameters<ClientToServer[Name]>[1]>[0],
	{ ok: true }
>;

const answerMs = 10_000;
const probeMs = 3000;
const retryMs = { least: 500, most: 15_000 };

/** This tab's one socket. It comes back by itself, except where the server has said not to. */
export class Connection {
	readonly socket: Socket<ServerToClient, ClientToServer> = io({
		path: "/socket.io",
		transports: ["websocket", "polling"],
		tryAllTransports: true,
		autoConnect: false,
		reconnectionDelay: retryMs.least,
		reconnectionDelayMax: retryMs.most,
		randomizationFactor: 0.5,
	});
	private phase: Phase = "connecting";
	private reached = false;
	private readonly listeners = new Set<() => void>();
	private timer: ReturnType<typeof setTimeout> | undefined;
	private refusals = 0;

	constructor(private readonly onSignedOut: () => void) {
		const { socket } = this;
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

	subscribe = (listener: () => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};
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
		for (const listener of this.listeners) listener();
	}
}
