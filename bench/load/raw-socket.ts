import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { FrameReader, textFrame } from "./frames";

type Answer = { text: string; at: number };

/** All connections of a process are read through this buffer in turn, so that incoming data allocates nothing. */
const shared = Buffer.alloc(256 * 1024);

/**
 * A Socket.IO connection that parses as little as possible: it splits frames, and parses only acknowledgements. With
 * the client library, the measurement would be dominated by two hundred listeners on the same machine.
 */
export class RawSocket {
	/** Receives each raw event (`42["messages",{…`) and its time; the bytes are valid only during the call. */
	onEvent: (event: Buffer, at: number) => void = () => {};
	private readonly socket: Socket;
	private lastId = 0;
	private readonly acks = new Map<number, (answer: Answer) => void>();
	private settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

	private read: (chunk: Buffer) => void = () => {};

	private constructor(
		url: URL,
		private readonly skims: boolean,
	) {
		this.socket = connect({
			...{ host: url.hostname, port: Number(url.port), noDelay: true },
			onread: {
				buffer: shared,
				callback: (length, buffer) => {
					this.read(Buffer.from(buffer.buffer, buffer.byteOffset, length));
					return true;
				},
			},
		});
	}

	/**
	 * Connects by WebSocket and joins the default namespace. In skim mode, only the beginning and end of long events are
	 * read.
	 */
	static async open(url: string, cookie: string, skims = false): Promise<RawSocket> {
		const address = new URL(url);
		const { host } = address;
		const raw = new RawSocket(address, skims);
		const { socket } = raw;
		await new Promise<void>((resolve, reject) => {
			raw.settle = { resolve, reject };
			socket.once("error", reject);
			socket.once("close", () => reject(new Error("The connection was closed.")));
			raw.upgrade(host, cookie);
		});
		return raw;
	}

	/** Sends an event; resolves to its acknowledgement as JSON text, and its time. */
	ask(event: string, payload: string): Promise<Answer> {
		const id = ++this.lastId;
		return new Promise((resolve) => {
			this.acks.set(id, resolve);
			this.socket.write(textFrame(`42${id}["${event}",${payload}]`));
		});
	}

	close(): void {
		this.socket.destroy();
	}

	private upgrade(host: string, cookie: string): void {
		this.socket.write(
			[
				"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
				`Host: ${host}`,
				"Connection: Upgrade",
				"Upgrade: websocket",
				"Sec-WebSocket-Version: 13",
				`Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
				`Cookie: ${cookie}`,
				"\r\n",
			].join("\r\n"),
		);
		let head = Buffer.alloc(0);
		this.read = (chunk) => {
			head = Buffer.concat([head, chunk]);
			const end = head.indexOf("\r\n\r\n");
			if (end < 0) return;
			if (!head.toString("latin1", 0, 12).endsWith(" 101"))
				this.settle?.reject(new Error(head.toString("latin1", 0, end)));
			else this.readFrames(head.subarray(end + 4));
		};
	}

	private readFrames(first: Buffer): void {
		const reader = new FrameReader(this.skims);
		this.read = (chunk) => {
			const at = performance.now();
			reader.read(chunk, ({ opcode, payload }) => {
				if (opcode === 1) this.packet(payload, at);
			});
		};
		if (first.length > 0) this.read(first);
	}

	/** Handles an Engine.IO packet: open, ping, or a Socket.IO packet in a message. */
	private packet(bytes: Buffer, at: number): void {
		const kind = String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
		if (kind[0] === "0") this.socket.write(textFrame("40"));
		else if (kind[0] === "2") this.socket.write(textFrame("3"));
		else if (kind === "42") this.onEvent(bytes, at);
		else if (kind === "43") this.acknowledge(bytes.toString(), at);
		else if (kind === "40") this.settle?.resolve();
		else if (kind === "44") this.settle?.reject(new Error(bytes.toString()));
	}

	private acknowledge(packet: string, at: number): void {
		const bracket = packet.indexOf("[");
		const id = Number(packet.slice(2, bracket));
		this.acks.get(id)?.({ text: packet.slice(bracket + 1, -1), at });
		this.acks.delete(id);
	}
}
