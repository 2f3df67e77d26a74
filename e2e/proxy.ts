import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./app";

export type Kind = "nginx" | "haproxy";

export const isInstalled = (kind: Kind): boolean => spawnSync(kind, ["-v"]).error === undefined;

/** A balancer from the documentation, run as its own process, with only its ports and file paths changed. */
export class ProxyServer {
	private constructor(
		readonly url: string,
		private readonly process: ChildProcess,
		private readonly folder: string,
	) {}

	/** Starts a program that is installed. */
	static async start(kind: Kind, nodes: [number, number]): Promise<ProxyServer> {
		const port = await freePort();
		const folder = mkdtempSync(join(tmpdir(), `hearth-${kind}-`));
		const file = join(folder, kind === "nginx" ? "nginx.conf" : "haproxy.cfg");
		const text = readFileSync(join("docs/proxy", kind === "nginx" ? "nginx.conf" : "haproxy.cfg"), "utf8");
		const settings = text
			.replaceAll("127.0.0.1:8080", `127.0.0.1:${port}`)
			.replaceAll("127.0.0.1:3001", `127.0.0.1:${nodes[0]}`)
			.replaceAll("127.0.0.1:3002", `127.0.0.1:${nodes[1]}`);
		writeFileSync(file, kind === "nginx" ? withPlaces(settings) : settings);
		const args =
			kind === "nginx"
				? ["-p", folder, "-c", file, "-e", "stderr", "-g", "daemon off; pid nginx.pid;"]
				: ["-db", "-f", file];
		const process = spawn(kind, args, { stdio: "ignore" });
		const proxy = new ProxyServer(`http://127.0.0.1:${port}`, process, folder);
		for (const until = Date.now() + 10_000; Date.now() < until; await sleep(50)) {
			const answer = await fetch(`${proxy.url}/healthz`).catch(() => null);
			if (answer?.ok) return proxy;
		}
		await proxy.stop();
		throw new Error(`${kind} did not pass anything on within ten seconds.`);
	}

	async stop(): Promise<void> {
		if (this.process.exitCode === null && this.process.signalCode === null) {
			const ended = once(this.process, "exit");
			this.process.kill("SIGTERM");
			await ended;
		}
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** Moves the file paths to folders where an ordinary account may write; packages use system folders. */
function withPlaces(settings: string): string {
	const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((what) => `${what}_temp_path ${what};`);
	return settings.replace("http {\n", `http {\n\taccess_log off;\n\t${places.join("\n\t")}\n`);
}
