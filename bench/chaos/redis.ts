import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A real redis-server for this run only, on its own port, without persistence. */
export class Redis {
	private constructor(
		private process: ChildProcess,
		private readonly port: number,
	) {}

	/** Resolves to null if redis-server is not installed. */
	static async start(): Promise<Redis | null> {
		const port = await freePort();
		const process = await launch(port);
		return process && new Redis(process, port);
	}

	/** Restarts it on the same port, without its data. */
	async startAgain(): Promise<void> {
		this.process = (await launch(this.port)) ?? this.process;
	}

	get pid(): number {
		return this.process.pid ?? 0;
	}

	get url(): string {
		return `redis://127.0.0.1:${this.port}`;
	}

	/** Suspends it for a while: connections stay open, but nothing is answered. */
	async freeze(ms: number): Promise<void> {
		this.process.kill("SIGSTOP");
		await sleep(ms);
		this.process.kill("SIGCONT");
	}

	async stop(): Promise<void> {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return;
		const ended = once(this.process, "exit");
		this.process.kill("SIGKILL");
		await ended;
	}
}

async function launch(port: number): Promise<ChildProcess | null> {
	const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
	const process = spawn("redis-server", settings, { stdio: "ignore" });
	const began = await Promise.race([
		once(process, "spawn").then(() => true),
		once(process, "error").then(() => false),
	]).catch(() => false);
	if (!began) return null;
	for (const until = Date.now() + 10_000; Date.now() < until; await sleep(50)) if (await answers(port)) return process;
	process.kill("SIGKILL");
	throw new Error("redis-server did not listen within ten seconds of its start.");
}

async function answers(port: number): Promise<boolean> {
	const socket = connect({ port, host: "127.0.0.1" });
	try {
		await once(socket, "connect");
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (typeof address !== "object" || address === null) throw new Error("No port was given.");
	return address.port;
}
