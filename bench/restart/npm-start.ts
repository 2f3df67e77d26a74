import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dataDirectoryOf } from "@/db/embedded/data-directory";
import { freePort } from "@/e2e/app";

/** `npm start` as an operator runs it in a checkout, with its own data. */
export class NpmStart {
	private child: ChildProcess | undefined;

	private constructor(
		private readonly checkout: string,
		readonly folder: string,
		readonly dataDir: string,
		private readonly port: number,
		private readonly env: Record<string, string>,
	) {}

	static async on(checkout: string, env: Record<string, string>): Promise<NpmStart> {
		const folder = mkdtempSync(join(tmpdir(), "hearth-restart-"));
		// PostgreSQL runs under another account if this program runs as root, and needs access to the folder.
		chmodSync(folder, 0o755);
		return new NpmStart(checkout, folder, join(folder, "data"), await freePort(), env);
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Resolves with its first ready answer. */
	async start(): Promise<void> {
		this.child = spawn("npm", ["start"], {
			cwd: this.checkout,
			env: { ...process.env, PORT: String(this.port), HEARTH_DATA_DIR: this.dataDir, DATABASE_URL: "", ...this.env },
			stdio: ["ignore", "ignore", "inherit"],
		});
		for (const until = Date.now() + 120_000; Date.now() < until; await sleep(10)) {
			const answer = await fetch(`${this.url}/readyz`).catch(() => null);
			if (answer?.ok) return;
		}
		throw new Error("The app was not ready within two minutes.");
	}

	/** Signals the app itself, and waits for npm's wrapper processes. */
	async end(signal: NodeJS.Signals): Promise<void> {
		const { child } = this;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = once(child, "exit");
		process.kill(this.owner(), signal);
		await ended;
	}

	async stop(): Promise<void> {
		await this.end("SIGTERM");
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
	}

	/** Returns the process that owns the database. */
	private owner(): number {
		const place = dataDirectoryOf(this.dataDir);
		const numbers = readdirSync(place).flatMap((name) => Number(/^owner\.(\d+)$/.exec(name)?.[1] ?? []));
		return (JSON.parse(readFileSync(join(place, `owner.${Math.max(...numbers)}`), "utf8")) as { pid: number }).pid;
	}
}
