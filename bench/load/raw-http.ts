import { connect, type Socket } from "node:net";

/** A kept-alive HTTP connection with one request at a time, which reads only the status and the end of an answer. */
export class RawHttp {
	private pieces: Buffer[] = [];
	private have = 0;
	private need = 0;
	private answered: ((answer: Buffer) => void) | undefined;
	private failed: ((error: Error) => void) | undefined;

	private constructor(
		private readonly socket: Socket,
		private readonly host: string,
	) {
		socket.on("data", (chunk) => this.read(chunk));
		socket.on("error", (error) => this.failed?.(error));
		socket.on("close", () => this.failed?.(new Error("The connection was closed.")));
	}

	static async open(url: string): Promise<RawHttp> {
		const { hostname, port, host } = new URL(url);
		const socket = connect({ host: hostname, port: Number(port), noDelay: true });
		await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
		return new RawHttp(socket, host);
	}

	/** Returns the whole answer; throws unless the status is 2xx. */
	async ask(method: string, path: string, cookie: string, body?: string): Promise<Buffer> {
		const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.host}\r\nCookie: ${cookie}\r\n`;
		const type = body === undefined ? "" : "Content-Type: application/json\r\n";
		const length = body === undefined ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
		const answer = await new Promise<Buffer>((resolve, reject) => {
			this.answered = resolve;
			this.failed = reject;
			this.socket.write(`${head}${type}${length}\r\n${body ?? ""}`);
		});
		if (!/ 2\d\d $/.test(answer.toString("latin1", 0, 13))) throw new Error(answer.toString("utf8", 0, 500));
		return answer;
	}

	close(): void {
		this.failed = undefined;
		this.socket.destroy();
	}

	private read(chunk: Buffer): void {
		this.pieces.push(chunk);
		this.have += chunk.length;
		if (this.need === 0) this.need = sizeOf(Buffer.concat(this.pieces));
		if (this.need === inChunks) {
			// The end marker may arrive in pieces.
			if (!Buffer.concat(this.pieces.slice(-3)).subarray(-LAST.length).equals(LAST)) return;
		} else if (this.need === 0 || this.have < this.need) return;
		const answer = Buffer.concat(this.pieces);
		this.pieces = [];
		this.have = 0;
		this.need = 0;
		this.answered?.(answer);
	}
}

/** Ends a chunked answer. */
const LAST = Buffer.from("\r\n0\r\n\r\n");
const inChunks = -1;

/** Returns the answer's length in bytes, or `inChunks`, or 0 while the header is incomplete. */
function sizeOf(bytes: Buffer): number {
	const end = bytes.indexOf("\r\n\r\n");
	if (end < 0) return 0;
	const head = bytes.toString("latin1", 0, end);
	const length = /content-length: *(\d+)/i.exec(head)?.[1];
	if (length === undefined && /transfer-encoding: *chunked/i.test(head)) return inChunks;
	if (length === undefined) throw new Error("An answer did not state its length.");
	return end + 4 + Number(length);
}
