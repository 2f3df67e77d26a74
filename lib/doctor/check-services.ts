import { mkdir, statfs } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { db } from "@/db";
import { verifyConnection } from "../mail/mail";
import { config } from "../process/config";
import { count, type Finding } from "./finding";
import { checkVersion } from "./versions";

const lowShare = 0.1;
const maxClockDifferenceMs = 2000;
const redisTimeoutMs = 5000;
const gb = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;

export async function checkDisks(): Promise<Finding[]> {
	const folders = [...new Set([config.dataDir, config.filesDir])];
	const disks = await Promise.all(
		folders.map(async (folder) => {
			await mkdir(folder, { recursive: true, mode: 0o700 });
			return { folder, ...(await statfs(folder)) };
		}),
	);
	return disks.flatMap(({ folder, bavail, blocks, bsize }): Finding[] => {
		const [free, total] = [bavail * bsize, blocks * bsize];
		if (free >= config.minFreeBytes && free >= total * lowShare) return [];
		const problem = `${gb(free)} of ${gb(total)} are free on the disk of ${folder}.`;
		const refused =
			free < config.minFreeBytes ? "Hearth refuses uploads until then" : "Uploads are refused before it is full";
		return [{ check: "disk", problem, advice: `Free some space, or use a larger disk. ${refused}.` }];
	});
}

/** The clock of this machine beside that of the database, and the version of both. */
export async function checkDatabase(): Promise<Finding[]> {
	const before = Date.now();
	const [row] = await db.execute<{ at: number; version: string; fsync: string; commit: string }>(sql`
		select (extract(epoch from clock_timestamp()) * 1000)::bigint as at, current_setting('server_version') as version,
			current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`);
	const after = Date.now();
	if (!row) return [];
	const difference = Math.max(before - row.at, row.at - after, 0);
	return [
		...(difference > maxClockDifferenceMs ? [clockFinding("the database", difference)] : []),
		...(row.fsync === "off" || row.commit === "off"
			? [
					{
						check: "durability",
						problem: "The database acknowledges what is not on disk yet, so a crash can lose messages.",
						advice: "Turn `fsync` and `synchronous_commit` on in PostgreSQL.",
					},
				]
			: []),
		// The embedded one comes with Hearth: no operator can update it by itself, and nothing else connects to it.
		...(config.databaseUrl === undefined ? [] : checkVersion("postgres", row.version)),
		...checkVersion("node", process.versions.node),
	];
}

export const clockFinding = (of: string, ms: number): Finding => ({
	check: "clock",
	problem: `The clock of this machine and that of ${of} differ by ${count(Math.round(ms / 1000), "second")}.`,
	advice: "Keep both in step with NTP, or sessions, links and limits end at the wrong time.",
});

/** Greets the mail server and signs in. No e-mail is sent. */
export async function checkMail(): Promise<Finding[]> {
	const problem = await verifyConnection();
	if (problem === null) return [];
	return [
		{
			check: "mail",
			problem: `The mail server of SMTP_URL does not take e-mail: ${problem}.`,
			advice: "Correct SMTP_URL, or ask the provider whether this machine may send.",
		},
	];
}

export async function checkRedis(): Promise<Finding[]> {
	if (config.redisUrl === undefined) return [];
	const { createClient } = await import("redis");
	const client = createClient({
		url: config.redisUrl,
		socket: { connectTimeout: redisTimeoutMs, socketTimeout: redisTimeoutMs, reconnectStrategy: false },
	});
	client.on("error", () => {});
	try {
		await client.connect();
		const info = await client.info("server");
		return checkVersion("redis", /redis_version:(\S+)/.exec(info)?.[1] ?? "");
	} catch (error) {
		const reason = error instanceof Error && "code" in error ? String(error.code) : "it does not respond";
		return [
			{
				check: "redis",
				problem: `Redis of REDIS_URL cannot be used: ${reason}.`,
				advice: "Start it or correct REDIS_URL; until then each instance serves only its own users at once.",
			},
		];
	} finally {
		client.destroy();
	}
}
