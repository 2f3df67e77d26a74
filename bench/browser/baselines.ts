import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createProbe } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server as SocketServer } from "socket.io";

const nextCli = "node_modules/next/dist/bin/next";
const folder = "bench/browser/empty";

/** An empty page of the same Next: the least that a page of the app can take. */
export class EmptyPage {
	private constructor(
		readonly url: string,
		private readonly server: ChildProcess,
	) {}

	static async start(): Promise<EmptyPage> {
		const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
		execFileSync(process.execPath, [nextCli, "build", folder], { env, stdio: ["ignore", "ignore", "inherit"] });
		const port = await freePort();
		const server = spawn(process.execPath, [nextCli, "start", folder, "-p", `${port}`], { env, stdio: "ignore" });
		const url = `http://localhost:${port}/`;
		while (!(await fetch(url).catch(() => null))?.ok) await sleep(100);
		return new EmptyPage(url, server);
	}

	async stop(): Promise<void> {
		this.server.kill();
		await once(this.server, "exit");
	}
}

const html = `<!doctype html><title>Static</title><article data-row="1">Static</article>
<script src="/client.js"></script><script>io({ transports: ["websocket"] })</script>`;

/** A static page that opens one Socket.IO connection. */
export class StaticSocketPage {
	private constructor(
		readonly url: string,
		private readonly http: Server,
		private readonly io: SocketServer,
	) {}

	static async start(): Promise<StaticSocketPage> {
		const client = readFileSync("node_modules/socket.io-client/dist/socket.io.min.js");
		const http = createServer((request, response) => {
			const isClient = request.url === "/client.js";
			response.setHeader("content-type", isClient ? "text/javascript" : "text/html");
			response.end(isClient ? client : html);
		});
		const io = new SocketServer(http);
		await new Promise<void>((resolve) => http.listen(0, resolve));
		return new StaticSocketPage(`http://localhost:${(http.address() as AddressInfo).port}/`, http, io);
	}

	async stop(): Promise<void> {
		await this.io.close();
		this.http.close();
	}
}

async function freePort(): Promise<number> {
	const probe = createProbe().listen(0);
	await once(probe, "listening");
	const { port } = probe.address() as AddressInfo;
	probe.close();
	return port;
}
