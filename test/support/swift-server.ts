import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import aws4 from "aws4";
import type { S3Settings } from "@/lib/process/s3-settings";
import { S3Storage } from "@/lib/storage/s3-storage";

const services = ["account", "container", "object"] as const;
const proxy = "/usr/bin/swift-proxy-server";

/** A real S3 store: OpenStack Swift on free ports with its own folder and one bucket. */
export class SwiftServer {
	private constructor(
		readonly settings: S3Settings,
		private readonly folder: string,
		private readonly processes: ChildProcess[],
	) {}

	/** Resolves to null if Swift is not installed. */
	static async start(triesLeft = 3): Promise<SwiftServer | null> {
		if (!existsSync(proxy)) return null;
		const folder = mkdtempSync(join(tmpdir(), "hearth-swift-"));
		mkdirSync(join(folder, "disk"));
		const port = await freePort();
		const ports = [await freePort(), await freePort(), await freePort()];
		for (const [index, service] of services.entries()) layOut(folder, service, ports[index] ?? 0);
		execFileSync("/usr/bin/python3", ["-c", makeRings, folder, ...ports.map(String)], { stdio: "ignore" });
		writeFileSync(join(folder, "swift.conf"), swiftConf);
		writeFileSync(join(folder, "proxy-server.conf"), proxyConf(folder, port));
		const processes = [...services, "proxy"].map((service) =>
			spawn(`/usr/bin/swift-${service}-server`, [join(folder, `${service}-server.conf`)], { stdio: "ignore" }),
		);
		const settings = {
			endpoint: `http://127.0.0.1:${port}`,
			region: "us-east-1",
			bucket: "hearth-files",
			accessKeyId: "hearth:files",
			secretAccessKey: "secret",
		};
		const swift = new SwiftServer(settings, folder, processes);
		for (const end = Date.now() + 30_000; !(await isReady(settings)); await sleep(100)) {
			// Another process may have taken one of the free ports meanwhile: Swift then waits for it, or ends.
			const hasEnded = processes.some(({ exitCode }) => exitCode !== null);
			if (!hasEnded && Date.now() < end) continue;
			await swift.stop();
			if (triesLeft > 1) return SwiftServer.start(triesLeft - 1);
			throw new Error("Swift did not start in three tries of half a minute.");
		}
		return swift;
	}

	async stop(): Promise<void> {
		for (const child of this.processes) child.kill("SIGKILL");
		await sleep(100);
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

const swiftConf = `[swift-hash]
swift_hash_path_suffix = suffix
swift_hash_path_prefix = prefix
[storage-policy:0]
name = only
default = yes
`;

const common = (folder: string, port: number) => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
swift_dir = ${folder}
devices = ${join(folder, "disk")}
mount_check = false
fallocate_reserve = 0
user = ${userInfo().username}
`;

/** As swift-ring-builder does, but in one process: starting Python takes longer than the work. */
const makeRings = `import sys
from swift.common.ring import RingBuilder
folder, *ports = sys.argv[1:]
for service, port in zip(${JSON.stringify(services)}, ports):
    ring = RingBuilder(2, 1, 1)
    place = dict(ip="127.0.0.1", port=int(port), replication_ip="127.0.0.1", replication_port=int(port))
    ring.add_dev(dict(region=1, zone=1, device="one", weight=1, meta="", **place))
    ring.rebalance()
    ring.get_ring().save(f"{folder}/{service}.ring.gz")
`;

function layOut(folder: string, service: string, port: number): void {
	mkdirSync(join(folder, "disk", "one"), { recursive: true });
	const conf = `${common(folder, port)}[pipeline:main]
pipeline = ${service}-server
[app:${service}-server]
use = egg:swift#${service}
`;
	writeFileSync(join(folder, `${service}-server.conf`), conf);
}

const proxyConf = (folder: string, port: number) => `${common(folder, port)}[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
error_suppression_interval = 0
[filter:tempauth]
use = egg:swift#tempauth
user_hearth_files = secret .admin
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
`;

/** Whether all services respond and the bucket exists. */
async function isReady(settings: S3Settings): Promise<boolean> {
	if (!(await makesBucket(settings))) return false;
	return new S3Storage(settings).get(`00/${"0".repeat(32)}`).then(
		() => true,
		() => false,
	);
}

function makesBucket({ endpoint, bucket, region, ...keys }: S3Settings): Promise<boolean> {
	const { host, hostname, port } = new URL(endpoint);
	const { headers } = aws4.sign({ host, method: "PUT", path: `/${bucket}`, service: "s3", region }, keys);
	return new Promise((resolve) => {
		const asked = request(
			{ hostname, port, method: "PUT", path: `/${bucket}`, headers: headers as Record<string, string> },
			(answer) => {
				answer.resume();
				resolve(answer.statusCode === 200);
			},
		);
		asked.on("error", () => resolve(false));
		asked.end();
	});
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (typeof address !== "object" || address === null) throw new Error("No port was given.");
	return address.port;
}
