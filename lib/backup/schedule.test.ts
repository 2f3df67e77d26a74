import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitForBackup } from "@/test/support/backups";
import { MailServer } from "@/test/support/mail-server";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { enqueue } from "../jobs/enqueue";
import { config } from "../process/config";
import type { Backups } from "../realtime/protocol";
import { newArchiveName, timeOf, toKeep } from "./archive-names";
import { openBackupStore } from "./backup-store";
import { nextRun, scheduleBackups } from "./schedule";

const folder = mkdtempSync(join(tmpdir(), "hearth-schedule-"));
const hourMs = 3_600_000;
const listArchives = () => openBackupStore(config.backups).list();
let world: TestServer;
let mail: MailServer;
let ada: ApiClient;

before(async () => {
	world = await TestServer.open();
	config.dataDir = join(folder, "data");
	config.backups = { ...config.backups, folder: join(folder, "backups"), keep: { days: 2, weeks: 1 } };
	ada = await world.createUser("ada");
	await sql`update users set email = 'ada@example.org', email_verified_at = now(), is_admin = true where id = ${ada.id}`;
	const { channelId } = await ada.createServer("Loaf");
	await ada.sendMessage(channelId, "hello");
	await ada.uploadOk(channelId, "file.txt", "content");
	mail = await MailServer.start();
});
afterEach(() => sql`truncate jobs`);
after(async () => {
	await world.close();
	await mail.close();
	rmSync(folder, { recursive: true, force: true });
});

const runs = async (kind: string) =>
	(
		await sql<{ archive: string; error: string | null; bytes: number | null; ended: boolean }[]>`
		select archive, error, bytes, ended_at is not null as ended from backup_runs where kind = ${kind} order by id`
	).map((row) => ({ ...row }));
const jobs = async () =>
	(
		await sql<{ task: string; runAt: Date; failed: boolean }[]>`
		select payload->>'task' as task, run_at as "runAt", failed_at is not null as failed from jobs
		where queue = 'backups' order by id`
	).map((row) => ({ ...row }));

test("a backup is made as a job, replaces those that need not be kept, and is rehearsed with every channel", async () => {
	await enqueue("backups", { task: "backup" });
	await waitForBackup("the backup is made", async () => (await runs("backup"))[0]?.ended === true);
	const [first] = await listArchives();
	assert.deepEqual(await runs("backup"), [{ archive: first?.name, error: null, bytes: first?.bytes, ended: true }]);
	const old = ["hearth-20010101-030000.tar", "hearth-20010102-030000.tar"];
	for (const name of [...old, "hearth-20010103-030000.tar.partial", "other.tar"])
		writeFileSync(join(config.backups.folder, name), "");
	await waitUntil("the job is over", async () => (await jobs()).length === 0);
	await enqueue("backups", { task: "backup" });
	await waitForBackup("the second is made", async () => (await jobs()).length === 0);
	const names = readdirSync(config.backups.folder);
	assert.ok(names.includes("other.tar") && names.includes("hearth-20010102-030000.tar"));
	assert.equal(names.includes("hearth-20010101-030000.tar"), false);
	assert.equal(
		names.some((name) => name.endsWith(".partial")),
		false,
	);
	await enqueue("backups", { task: "rehearsal" });
	await waitForBackup("the rehearsal is over", async () => (await jobs()).length === 0);
	const [rehearsal] = await runs("rehearsal");
	assert.deepEqual([rehearsal?.ended, rehearsal?.error], [true, null]);
	assert.equal(existsSync(join(config.dataDir, "rehearsal")), false);
});

test("a rehearsal finds a spoiled archive, keeps the failure among the jobs, and sends administrators an e-mail", async () => {
	const [newest] = await listArchives();
	assert.ok(newest);
	const file = join(config.backups.folder, newest.name);
	const original = readFileSync(file);
	const spoiled = Buffer.from(original);
	const at = spoiled.indexOf("tables/messages/000001.gz") + 512 + 20;
	spoiled[at] = (spoiled[at] ?? 0) ^ 1;
	writeFileSync(file, spoiled);
	await enqueue("backups", { task: "rehearsal" });
	await waitForBackup("the rehearsal has failed", async () => (await jobs())[0]?.failed === true);
	assert.match((await runs("rehearsal")).at(-1)?.error ?? "", /the part tables\/messages\/000001\.gz has changed/);
	const { subject } = await mail.take("ada@example.org");
	assert.match(subject, /newest backup of .* could not be restored/);
	// A verification that was asked for answers, and is no failure of the instance.
	await sql`truncate jobs`;
	await enqueue("backups", { task: "verification", archive: newest.name });
	await waitForBackup("the verification is over", async () => (await jobs()).length === 0);
	assert.match((await runs("verification"))[0]?.error ?? "", /has changed/);
	writeFileSync(file, original);
});

test("the next backup and rehearsal wait among the jobs once, and follow the settings", async () => {
	const usual = config.backups;
	await sql`truncate backup_runs`;
	const now = new Date("2026-03-10T12:00:00Z");
	config.backups = { ...usual, everyMs: 24 * hourMs, rehearseEveryMs: 7 * 24 * hourMs };
	await Promise.all([1, 2, 3].map(() => scheduleBackups(now)));
	const waiting = (await jobs()).toSorted((a, b) => a.task.localeCompare(b.task));
	assert.deepEqual(
		waiting.map(({ task }) => task),
		["backup", "rehearsal"],
	);
	assert.equal(waiting[0]?.runAt.getTime(), now.getTime() + hourMs);
	// Without the key of an encrypted backup, and without backups, there is nothing to rehearse.
	config.backups = { ...config.backups, recipient: "age1x" };
	await scheduleBackups(now);
	assert.deepEqual(
		(await jobs()).map(({ task }) => task),
		["backup"],
	);
	await sql`truncate jobs`;
	await sql`insert into backup_runs (kind, started_at) values ('backup', ${now})`;
	config.backups = { ...usual, everyMs: 12 * hourMs, rehearseEveryMs: null };
	await scheduleBackups(now);
	config.backups = { ...config.backups, everyMs: 6 * hourMs };
	await scheduleBackups(now);
	assert.deepEqual(
		(await jobs()).map(({ task, runAt }) => [task, runAt.getTime() - now.getTime()]),
		[["backup", 6 * hourMs]],
	);
	config.backups = { ...config.backups, everyMs: null };
	await scheduleBackups(now);
	assert.deepEqual(await jobs(), []);
	config.backups = usual;
});

test("a daily backup is made at night, the day after the last one", () => {
	const local = (text: string) => new Date(text);
	assert.deepEqual(nextRun(local("2026-03-10T03:00:40"), 24 * hourMs, 3), local("2026-03-11T03:00:00"));
	assert.deepEqual(nextRun(local("2026-03-10T17:00:00"), 24 * hourMs, 3), local("2026-03-11T03:00:00"));
	assert.deepEqual(nextRun(local("2026-03-10T01:00:00"), 24 * hourMs, 3), local("2026-03-11T03:00:00"));
	assert.deepEqual(nextRun(local("2026-03-10T17:00:00"), 6 * hourMs, 3), local("2026-03-10T23:00:00"));
});

test("the last backup of each of the latest days and weeks with one is kept, and the newest always", () => {
	const names = ["20260310-150000", "20260310-030000", "20260309-030000", "20260301-030000", "20260220-030000"];
	const archives = names.map((name) => ({ name, createdAt: timeOf(`hearth-${name}.tar`) ?? new Date(0) }));
	const kept = (days: number, weeks: number) =>
		[...toKeep(archives, { days, weeks })]
			.map(({ name }) => name)
			.sort()
			.reverse();
	assert.deepEqual(kept(2, 0), ["20260310-150000", "20260309-030000"]);
	assert.deepEqual(kept(1, 3), ["20260310-150000", "20260301-030000", "20260220-030000"]);
	assert.deepEqual(kept(1, 0), ["20260310-150000"]);
	const at = new Date("2026-11-29T03:04:05Z");
	assert.equal(newArchiveName(at, true), "hearth-20261129-030405.tar.age");
	assert.deepEqual(timeOf(newArchiveName(at, false)), at);
	assert.equal(timeOf("hearth-20261329-030405.tar"), null);
});

test("administrators see, make and verify backups; to others they do not exist, and no name is used as a path", async () => {
	// With a public address the cookie has another name.
	Object.assign(config, { mail: null, publicUrl: undefined });
	const read = async (): Promise<Backups> => JSON.parse((await ada.get("/api/admin/backups")).text).backups;
	const eve = await world.createUser("eve");
	const nothing = (await eve.get("/api/admin/nothing")).text;
	const [newest] = await listArchives();
	assert.ok(newest);
	for (const response of [
		await eve.get("/api/admin/backups"),
		await eve.post("/api/admin/backups", {}),
		await eve.post(`/api/admin/backups/${newest.name}/verify`, {}),
		await ada.post("/api/admin/backups/other.tar/verify", {}),
		await ada.post(`/api/admin/backups/${encodeURIComponent("../data")}/verify`, {}),
	])
		assert.deepEqual([response.status, response.text], [404, nothing]);
	await sql`update sessions set reauthenticated_at = now() - interval '11 minutes' where user_id = ${ada.id}`;
	assertRefused(await ada.post("/api/admin/backups", {}), 403, "reauthentication_required");
	await sql`update sessions set reauthenticated_at = now() where user_id = ${ada.id}`;

	const before = (await runs("backup")).length;
	const first = await ada.post("/api/admin/backups", {});
	assert.equal(first.status, 202);
	assert.equal(JSON.parse(first.text).backups.current.task, "backup");
	assert.equal((await ada.post("/api/admin/backups", {})).status, 202);
	await waitForBackup("it is made", async () => (await read()).current === null);
	assert.equal((await runs("backup")).length, before + 1);
	const made = (await read()).archives[0];
	assert.ok(made && made.bytes > 0 && made.checked === null);
	assert.equal((await ada.post(`/api/admin/backups/${made.name}/verify`, {})).status, 202);
	await waitForBackup("it is verified", async () => (await read()).archives[0]?.checked != null);
	const { archives, last } = await read();
	assert.deepEqual(
		[archives[0]?.checked?.kind, archives[0]?.checked?.error, last?.error],
		["verification", null, null],
	);
	const audit = await sql<{ action: string; details: unknown }[]>`
		select action, details from instance_audit_log where actor_id = ${ada.id} order by id`;
	assert.deepEqual(
		audit.map(({ action }) => action),
		["back_up", "verify_backup"],
	);
});
