import { connect, type Socket } from "node:net";

/** A kept-alive HTTP connection with one request at a time, which reads only status and length of an answer. */
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

	/** The body of a 200; anything else is an error. */
	async get(path: string, cookie: string): Promise<Buffer> {
		const answer = await new Promise<Buffer>((resolve, reject) => {
			this.answered = resolve;
			this.failed = reject;
			this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${this.host}\r\nCookie: ${cookie}\r\n\r\n`);
		});
		if (!answer.toString("latin1", 0, 13).endsWith(" 200 ")) throw new Error(answer.toString("utf8", 0, 500));
		return answer.subarray(answer.indexOf("\r\n\r\n") + 4);
	}

	close(): void {
		this.failed = undefined;
		this.socket.destroy();
	}

	private read(chunk: Buffer): void {
		this.pieces.push(chunk);
		this.have += chunk.length;
		if (this.need === 0) this.need = sizeOf(Buffer.concat(this.pieces));
		if (this.need === 0 || this.have < this.need) return;
		const answer = Buffer.concat(this.pieces);
		this.pieces = [];
		this.have = 0;
		this.need = 0;
		this.answered?.(answer);
	}
}

/** Bytes of the whole answer; 0 while its head is not complete. */
function sizeOf(bytes: Buffer): number {
	const end = bytes.indexOf("\r\n\r\n");
	if (end < 0) return 0;
	const length = /content-length: *(\d+)/i.exec(bytes.toString("latin1", 0, end))?.[1];
	if (length === undefined) throw new Error("An answer did not say its length.");
	return end + 4 + Number(length);
}
