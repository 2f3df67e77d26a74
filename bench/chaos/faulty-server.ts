import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket as RawSocket } from "node:net";
import { Server, type Socket } from "socket.io";
import type { ClientToServer, Message, MessagePage, ServerToClient } from "@/lib/realtime/protocol";
import { Random } from "./random";

export type PlantedFault = "drop" | "double" | "swap" | "acknowledge before commit" | "renumber";

type ClientSocket = Socket<ClientToServer, ServerToClient>;
type Draft = { by: string; nonce: string; content: string; answer: (message: Message) => void };

const share = 0.01;
const commitMs = 5;

/**
 * An in-memory channel that follows the protocol, or breaks it in one way, to test the checker. The cookie is the
 * user's name.
 */
export class FaultyServer {
	private readonly random = new Random(1);
	private log: Message[] = [];
	private waiting: Draft[] = [];
	private timer: NodeJS.Timeout | undefined;
	private readonly delayed = new Map<ClientSocket, Message>();
	private http: HttpServer = createServer();
	private readonly raw = new Set<RawSocket>();

	private constructor(private readonly fault?: PlantedFault) {}

	static async start(fault?: PlantedFault): Promise<FaultyServer> {
		const server = new FaultyServer(fault);
		await server.listen(0);
		return server;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Loses everything uncommitted, and recovers. */
	async crash(): Promise<void> {
		const { port } = this;
		await this.stop();
		this.waiting = [];
		this.delayed.clear();
		if (this.fault === "renumber")
			this.log = this.log
				.toSorted((a, b) => a.nonce.localeCompare(b.nonce))
				.map((message, index) => numbered(message, index + 1));
		await this.listen(port);
	}

	async stop(): Promise<void> {
		clearTimeout(this.timer);
		this.timer = undefined;
		for (const socket of this.raw) socket.destroy();
		this.http.close();
		await once(this.http, "close");
	}

	page(query: URLSearchParams): MessagePage {
		const after = Number(query.get("after") ?? Math.max(0, this.log.length - 1));
		const messages = this.log.slice(after, after + Number(query.get("limit")));
		const head = this.log.length;
		return { messages, lastSeq: head, lastRev: head, hasBefore: after > 0, hasAfter: after + messages.length < head };
	}

	private get port(): number {
		return (this.http.address() as AddressInfo).port;
	}

	private async listen(port: number): Promise<void> {
		this.http = createServer((request, response) => {
			response.setHeader("content-type", "application/json");
			response.end(JSON.stringify(this.page(new URL(request.url ?? "", "http://any").searchParams)));
		});
		this.http.on("connection", (socket) => {
			this.raw.add(socket);
			socket.once("close", () => this.raw.delete(socket));
		});
		const io = new Server<ClientToServer, ServerToClient>(this.http);
		io.on("connection", (socket) => this.welcome(io, socket));
		this.http.listen(port, "127.0.0.1");
		await once(this.http, "listening");
	}

	private welcome(io: Server<ClientToServer, ServerToClient>, socket: ClientSocket): void {
		const by = socket.request.headers.cookie ?? "";
		socket.on("channel:open", ({ afterSeq = 0 }, answer) => {
			const head = this.log.length;
			const messages = this.log.slice(afterSeq, afterSeq + 200);
			const complete = head - afterSeq <= 200;
			answer({ ok: true, lastSeq: head, lastRev: head, lastReadSeq: 0, messages, complete });
			void socket.join("channel");
		});
		socket.on("message:send", ({ nonce, content }, answer) => {
			this.waiting.push({ by, nonce, content, answer: (message) => answer({ ok: true, message }) });
			if (this.fault === "acknowledge before commit")
				answer({ ok: true, message: messageOf(by, nonce, content, this.log.length + this.waiting.length) });
			this.timer ??= setTimeout(() => this.commit(io), commitMs);
		});
	}

	private commit(io: Server<ClientToServer, ServerToClient>): void {
		this.timer = undefined;
		// The latest acknowledged message is always uncommitted, so that any crash loses it.
		const kept = this.fault === "acknowledge before commit" ? 1 : 0;
		for (const { by, nonce, content, answer } of this.waiting.splice(0, this.waiting.length - kept)) {
			const known = this.log.find((message) => message.author.username === by && message.nonce === nonce);
			const message = known ?? messageOf(by, nonce, content, this.log.length + 1);
			if (this.fault !== "acknowledge before commit") answer(message);
			if (known) continue;
			this.log.push(message);
			for (const id of io.sockets.adapter.rooms.get("channel") ?? []) {
				const socket = io.sockets.sockets.get(id);
				if (socket) this.notify(socket, message);
			}
		}
	}

	private notify(socket: ClientSocket, message: Message): void {
		const isHit = this.random.next() < share;
		if (isHit && this.fault === "drop") return;
		const early = this.delayed.get(socket);
		if (isHit && this.fault === "swap" && !early) return void this.delayed.set(socket, message);
		emit(socket, message);
		if (isHit && this.fault === "double") emit(socket, message);
		if (early) emit(socket, early);
		this.delayed.delete(socket);
	}
}

const emit = (socket: ClientSocket, message: Message) =>
	socket.emit("messages", { channelId: message.channelId, rev: message.rev, messages: [message] });

const numbered = (message: Message, seq: number): Message => ({ ...message, seq, rev: seq });

const messageOf = (by: string, nonce: string, content: string, seq: number): Message => ({
	channelId: 1,
	seq,
	rev: seq,
	nonce,
	author: { id: 1, username: by, displayName: by, avatarUrl: null },
	content,
	replyTo: null,
	createdAt: new Date().toISOString(),
	editedAt: null,
	deletedAt: null,
	reactions: [],
	attachments: [],
});
