import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { db, sql } from "@/db";
import { jobs } from "@/db/schema";
import type { ApiClient } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";
import { config } from "../process/config";
import type { Health, HealthWarning, StorageUse } from "../realtime/protocol";
import { warningsOf } from "./health-warnings";

let world: TestServer;
let ada: ApiClient;

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("ada");
	await sql`update users set is_admin = true`;
});
after(() => world.close());

async function health(): Promise<Health> {
	const { status, text } = await ada.get("/api/admin/health");
	assert.equal(status, 200, text);
	return JSON.parse(text).health;
}

const warning = <Code extends HealthWarning["code"]>({ warnings }: Pick<Health, "warnings">, code: Code) =>
	warnings.find((one) => one.code === code);

test("the state of the instance and of its database is complete", async () => {
	const socket = await ada.connect();
	const { version, node, postgres, startedAt, sockets, memory, disks, pool, database, queues } = await health();
	assert.match(version, /^\d+\.\d+\.\d+/);
	assert.equal(node, process.versions.node);
	assert.match(postgres, /^\d+\.\d+/);
	assert.ok(Date.parse(startedAt) < Date.now());
	assert.equal(sockets, 1);
	socket.close();
	for (const { freeBytes, totalBytes } of [memory, ...disks]) assert.ok(freeBytes > 0 && freeBytes <= totalBytes);
	assert.ok(memory.processBytes > 1_000_000);
	assert.ok(database.bytes > 1_000_000);
	assert.deepEqual(
		database.tables.map(({ bytes }) => bytes),
		database.tables.map(({ bytes }) => bytes).sort((a, b) => b - a),
	);
	assert.ok(pool.size > 0 && pool.used <= pool.size);
	assert.ok(queues.some(({ queue }) => queue === "mail"));
});

test("jobs are counted by their state, and late and failed ones cause warnings", async () => {
	const usual = config.mail;
	config.mail = null;
	const payload = { kind: "none" };
	const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
	await db.insert(jobs).values([
		{ queue: "mail", payload, runAt: ago(11) },
		{ queue: "mail", payload, runAt: ago(-60) },
		{ queue: "mail", payload, lockedUntil: ago(-60) },
		{ queue: "mail", payload, failedAt: ago(1), error: "Error: no" },
	]);
	const found = await health();
	assert.deepEqual(
		found.queues.find(({ queue }) => queue === "mail"),
		{
			queue: "mail",
			waiting: 2,
			running: 1,
			failed: 1,
		},
	);
	assert.equal(warning(found, "jobs_late")?.code, "jobs_late");
	assert.deepEqual(warning(found, "jobs_failed"), { code: "jobs_failed", count: 1 });
	await sql`delete from jobs`;
	const after = await health();
	assert.equal(warning(after, "jobs_late") ?? warning(after, "jobs_failed"), undefined);
	config.mail = usual;
});

test("a backup is late one and a half intervals after the last good one, whatever failed since", async () => {
	const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
	const usual = config.backups;
	config.backups = { ...usual, everyMs: 24 * 3_600_000 };
	// An instance that was started just now has made none yet.
	assert.equal(warning(await health(), "backup_late"), undefined);
	await sql`insert into backup_runs (kind, started_at, ended_at, error) values
		('backup', ${hoursAgo(40)}, ${hoursAgo(40)}, 'no'), ('rehearsal', now(), now(), null)`;
	assert.equal(warning(await health(), "backup_late")?.code, "backup_late");
	const good = hoursAgo(35);
	await sql`insert into backup_runs (kind, started_at, ended_at) values ('backup', ${good}, ${good})`;
	assert.equal(warning(await health(), "backup_late"), undefined);
	await sql`update backup_runs set ended_at = ${hoursAgo(37)} where ended_at = ${good}`;
	assert.equal(warning(await health(), "backup_late")?.code, "backup_late");
	await sql`truncate backup_runs`;
	config.backups = usual;
});

const gb = 1024 ** 3;
const space = (freeBytes: number, totalBytes = 100 * gb) => ({ freeBytes, totalBytes });
const fine = {
	memory: { ...space(4 * gb, 8 * gb), processBytes: gb },
	disks: [space(50 * gb)],
	pool: { size: 16, used: 16, waiting: 16 },
	backlogs: [{ queue: "mail", waiting: 1, running: 0, failed: 0, dueSince: 1_000_000 }],
	storage: { used: 79, limit: 100 } as StorageUse,
	lastBackup: 0,
	openCases: 0,
	now: 1_600_000,
};
const settings: Parameters<typeof warningsOf>[1] = {
	...{ mail: {}, publicUrl: "https://chat.example.org", rateLimits: true, minFreeBytes: gb },
	backups: { everyMs: 86_400_000 },
};
const codes = (facts: Partial<typeof fine>, changed: Partial<Parameters<typeof warningsOf>[1]> = {}) =>
	warningsOf({ ...fine, ...facts }, { ...settings, ...changed }).map(({ code }) => code);

test("each problem causes its own warning, and nothing else does", () => {
	assert.deepEqual(codes({}), []);
	assert.deepEqual(codes({ disks: [space(9 * gb)] }), ["disk_low"]);
	assert.deepEqual(codes({ disks: [space(gb - 1), space(50 * gb)] }), ["disk_full"]);
	assert.deepEqual(codes({ storage: { used: 80, limit: 100 } }), ["quota_nearly_full"]);
	assert.deepEqual(codes({ storage: { used: 80, limit: null } }), []);
	assert.deepEqual(codes({ memory: { ...space(0.3 * gb, 8 * gb), processBytes: gb } }), ["memory_low"]);
	assert.deepEqual(codes({ pool: { size: 16, used: 16, waiting: 17 } }), ["pool_busy"]);
	assert.deepEqual(codes({ now: 1_600_001 }), ["jobs_late"]);
	const backlogs: typeof fine.backlogs = [];
	assert.deepEqual(codes({ backlogs, now: 36 * 3_600_000 }), []);
	assert.deepEqual(codes({ backlogs, now: 36 * 3_600_000 + 1 }), ["backup_late"]);
	assert.deepEqual(codes({ backlogs, now: 36 * 3_600_000 + 1 }, { backups: { everyMs: null } }), []);
	assert.deepEqual(codes({}, { rateLimits: false }), ["rate_limits_off"]);
	assert.deepEqual(codes({}, { mail: null }), ["no_mail"]);
	assert.deepEqual(codes({}, { publicUrl: undefined }), ["no_public_url"]);
});
