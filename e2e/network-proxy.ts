import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

type Line = {
	near: Socket;
	far: Socket;
	isSocket: boolean;
	/** How many times the browser has sent data. */
	sent: number;
};
type State =
	| "whole"
	/** Blocks everything, and breaks open connections. */
	| "cut"
	/** Passes pages and calls; breaks and refuses WebSockets. */
	| "socketless"
	/** Passes pages and calls; WebSockets stay open, but their data is discarded. */
	| "numb";

/** The network between a user's browser and the app, which tests can interrupt. */
export class NetworkProxy {
	private readonly lines = new Set<Line>();
	private state: State = "whole";
	private server: Server | null = null;

	private constructor(
		private readonly target: number,
		readonly port: number,
	) {}

	static async to(target: number): Promise<NetworkProxy> {
		const probe = createServer().listen(0, "localhost");
		await once(probe, "listening");
		const address = probe.address();
		if (typeof address !== "object" || address === null) throw new Error("No port was given.");
		probe.close();
		await once(probe, "close");
		const cable = new NetworkProxy(target, address.port);
		await cable.listen();
		return cable;
	}

	get url(): string {
		return `http://localhost:${this.port}`;
	}

	async setState(state: State): Promise<void> {
		this.state = state;
		if (state === "cut") await this.stopListening();
		else if (!this.server) await this.listen();
		if (state === "socketless") this.cutSockets();
	}

	/**
	 * Breaks the WebSockets that are open now, and returns how many there were. With `established`, breaks only those
	 * that have opened a channel, which happens after the upgrade and the handshake.
	 */
	cutSockets({ established = false } = {}): number {
		const open = [...this.lines].filter(({ isSocket, sent }) => isSocket && (!established || sent >= 3));
		for (const line of open) this.drop(line);
		return open.length;
	}

	end = () => this.stopListening();

	private async listen(): Promise<void> {
		const server = createServer((near) => this.lay(near)).listen(this.port, "localhost");
		this.server = server;
		await once(server, "listening");
	}

	private async stopListening(): Promise<void> {
		const { server } = this;
		this.server = null;
		const closed = server && once(server, "close");
		server?.close();
		for (const line of this.lines) this.drop(line);
		await closed;
	}

	private lay(near: Socket): void {
		const line = { near, far: connect(this.target, "localhost"), isSocket: false, sent: 0 };
		this.lines.add(line);
		for (const end of [near, line.far]) {
			end.setNoDelay(true);
			end.on("error", () => this.drop(line));
			end.on("close", () => this.drop(line));
		}
		near.on("data", (data) => {
			line.sent += 1;
			line.isSocket ||= /^GET \/socket\.io\/\S*transport=websocket/.test(data.toString("latin1", 0, 100));
			if (line.isSocket && this.state === "socketless") return this.drop(line);
			if (!this.swallows(line)) line.far.write(data);
		});
		line.far.on("data", (data) => {
			if (!this.swallows(line)) near.write(data);
		});
	}

	private swallows({ isSocket }: Line): boolean {
		return isSocket && this.state === "numb";
	}

	private drop(line: Line): void {
		this.lines.delete(line);
		line.near.destroy();
		line.far.destroy();
	}
}
