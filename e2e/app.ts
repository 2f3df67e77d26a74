import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dataDirectoryOf } from "@/db/embedded/data-directory";
import { Accounts } from "./accounts";
import type { ApiClient } from "./api-client";

/** The built app as operators run it: its own process, port, data folder and PostgreSQL. */
export class App {
	private output = "";
	private accounts: Accounts | null = null;

	private constructor(
		readonly port: number,
		readonly dataDir: string,
		private env: Record<string, string>,
		private process: ChildProcess,
	) {}

	get url(): string {
		return `http://localhost:${this.port}`;
	}

	get pid(): number {
		if (this.process.pid === undefined) throw new Error("The app did not start.");
		return this.process.pid;
	}

	get postmaster(): number {
		return postmasterOf(this.dataDir);
	}

	/** Starts the app with empty data and waits until it is ready. */
	static async start(env: Record<string, string> = { RATE_LIMITS: "off" }): Promise<App> {
		const port = await freePort();
		const dataDir = mkdtempSync(join(tmpdir(), "hearth-e2e-"));
		// If the tests run as root, the database runs under another account, which needs access to the folder.
		chmodSync(dataDir, 0o755);
		const app = new App(port, dataDir, env, launch(port, dataDir, env));
		try {
			await app.untilReady();
		} catch (error) {
			await app.kill("SIGKILL");
			// PostgreSQL exits shortly after the app.
			rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
			throw error;
		}
		return app;
	}

	/** Sends a signal, as `kill` does. SIGKILL leaves the app no time to shut down. */
	async kill(signal: NodeJS.Signals): Promise<number | null> {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
		const ended = once(this.process, "exit");
		this.process.kill(signal);
		const [code] = await ended;
		return code;
	}

	/** The end of the app's output so far. */
	get sent(): string {
		return this.output;
	}

	/** Creates an account that is signed in. */
	createAccount(username: string, displayName: string): Promise<ApiClient> {
		this.accounts ??= new Accounts(this.url, this.dataDir);
		return this.accounts.create(username, displayName);
	}

	/** Restarts the app on the same data, optionally with other settings. */
	async startAgain(env: Record<string, string> = {}): Promise<void> {
		this.env = { ...this.env, ...env };
		this.process = launch(this.port, this.dataDir, this.env);
		await this.untilReady();
	}

	async stop(): Promise<void> {
		await this.accounts?.end();
		await this.kill("SIGTERM");
		rmSync(this.dataDir, { recursive: true, force: true });
	}

	private async untilReady(): Promise<void> {
		this.process.stdout?.on("data", (data) => this.remember(data));
		this.process.stderr?.on("data", (data) => this.remember(data));
		const until = Date.now() + 60_000;
		while (Date.now() < until) {
			if (this.process.exitCode !== null)
				throw new Error(`The app ended with ${this.process.exitCode}:\n${this.output}`);
			const answer = await fetch(`${this.url}/readyz`).catch(() => null);
			if (answer?.ok) return;
			await sleep(50);
		}
		throw new Error(`The app was not ready within a minute:\n${this.output}`);
	}

	private remember(data: Buffer): void {
		this.output = (this.output + String(data)).slice(-10_000);
	}
}

/** The process id of the embedded PostgreSQL, read from its pid file. */
export const postmasterOf = (dataDir: string): number =>
	Number(readFileSync(join(dataDirectoryOf(dataDir), "cluster/postmaster.pid"), "utf8").split("\n")[0]);

const running = new Set<ChildProcess>();
// An interrupted test run must not leave the app running.
process.once("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});

function launch(port: number, dataDir: string, env: Record<string, string>): ChildProcess {
	const child = spawn(process.execPath, ["dist/main.js"], {
		env: {
			...process.env,
			NODE_ENV: "production",
			LOG_LEVEL: "warn",
			PORT: String(port),
			HEARTH_DATA_DIR: dataDir,
			DATABASE_URL: "",
			// Tests must not send links from messages to other sites.
			LINK_PREVIEWS: "off",
			...env,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	running.add(child);
	child.once("exit", () => running.delete(child));
	return child;
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0);
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (typeof address !== "object" || address === null) throw new Error("No port was given.");
	return address.port;
}
