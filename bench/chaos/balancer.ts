import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A round-robin TCP balancer: skips an instance that refuses connections, and closes the connections of one that dies.
 */
export class Balancer {
	private next = 0;
	private readonly clients = new Set<Socket>();

	private constructor(
		private readonly server: Server,
		private readonly ports: number[],
	) {}

	static async listen(ports: number[]): Promise<Balancer> {
		const server = createServer({ pauseOnConnect: true, noDelay: true });
		const balancer = new Balancer(server, ports);
		server.on("connection", (client) => balancer.pass(client));
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return balancer;
	}

	get url(): string {
		const address = this.server.address();
		if (typeof address !== "object" || address === null) throw new Error("The balancer is not listening.");
		return `http://127.0.0.1:${address.port}`;
	}

	async close(): Promise<void> {
		for (const client of this.clients) client.destroy();
		this.server.close();
		await once(this.server, "close");
	}

	private pass(client: Socket, tries = this.ports.length): void {
		this.clients.add(client);
		client.on("error", () => client.destroy());
		client.once("close", () => this.clients.delete(client));
		this.reach(client, tries);
	}

	private reach(client: Socket, tries: number): void {
		const port = this.ports[this.next++ % this.ports.length];
		if (tries === 0 || port === undefined || client.destroyed) {
			client.destroy();
			return;
		}
		const instance = connect({ port, host: "127.0.0.1", noDelay: true });
		const refused = () => this.reach(client, tries - 1);
		instance.once("error", refused);
		instance.once("connect", () => {
			instance.off("error", refused);
			instance.on("error", () => client.destroy());
			instance.once("close", (failed) => (failed ? client.destroy() : client.end()));
			client.once("close", () => instance.destroy());
			client.pipe(instance);
			instance.pipe(client);
		});
	}
}
