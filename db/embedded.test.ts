import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, open } from "./connection";
import { attachEmbedded, CannotStart, startEmbedded } from "./embedded";
import { startTimeOf } from "./embedded/processes";

const silent = () => {};
const isRoot = process.getuid?.() === 0;
const folders: string[] = [];

/** An empty data folder that any account can reach. */
function dataFolder(mode = 0o755): string {
	const folder = mkdtempSync(join(tmpdir(), "hearth-test-"));
	chmodSync(folder, mode);
	folders.push(folder);
	return folder;
}

after(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function ask<T>(options: ConnectionOptions, query: string): Promise<T | undefined> {
	const client = open(options, 1);
	try {
		const [row] = await client.unsafe<{ value: T }[]>(query);
		return row?.value;
	} finally {
		await client.end();
	}
}

const postmasterOf = (folder: string) =>
	Number(readFileSync(join(folder, "database/cluster/postmaster.pid"), "utf8").split("\n")[0]);

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	for (const start = Date.now(); Date.now() - start < 10_000; await sleep(50)) if (await holds()) return;
	assert.fail(`not within ten seconds: ${what}`);
}

/** Another process that owns the database and stores a number in it. */
async function ownerProcess(folder: string): Promise<ChildProcess> {
	const program = `
		import { startEmbedded } from "./db/embedded/index.ts";
		import { open } from "./db/connection.ts";
		const { options } = await startEmbedded(${JSON.stringify(folder)}, () => {});
		await open(options, 1).unsafe("create table kept as select 42 as value");
		console.log("ready");
	`;
	const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	await once(owner.stdout, "data");
	return owner;
}

test("a first start creates a database with any language that syncs every commit; the next start finds its data", async () => {
	const folder = dataFolder();
	const first = await startEmbedded(folder, silent);
	assert.equal(first.firstRun, true);
	assert.equal(await ask(first.options, "select upper('żółć') as value"), "ŻÓŁĆ");
	assert.equal(await ask(first.options, "select current_setting('fsync') as value"), "on");
	assert.equal(await ask(first.options, "select current_setting('listen_addresses') as value"), "");
	await ask(first.options, "create table kept as select 42 as value");
	await first.stop();

	const second = await startEmbedded(folder, silent);
	assert.equal(second.firstRun, false);
	assert.equal(await ask(second.options, "select value from kept"), 42);
	await second.stop();
});

test("of two concurrent starts one owns the database and the other reports the owner", async () => {
	const folder = dataFolder();
	const outcomes = await Promise.allSettled([startEmbedded(folder, silent), startEmbedded(folder, silent)]);
	const refusal = outcomes.find((outcome) => outcome.status === "rejected")?.reason;
	assert.ok(refusal instanceof CannotStart);
	assert.match(refusal.message, new RegExp(`^Hearth already runs on ${folder} \\(process ${process.pid}, .*\\.$`));
	const owners = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
	assert.equal(owners.length, 1);
	assert.equal(await ask(owners[0]?.options ?? {}, "select 1 as value"), 1);
	for (const owner of owners) await owner.stop();
});

test("a tool uses the running app's database, and leaves it running", async () => {
	const folder = dataFolder();
	const app = await startEmbedded(folder, silent);
	const tool = await attachEmbedded(folder, silent);
	assert.equal(await ask(tool.options, "select 1 as value"), 1);
	await tool.release();
	assert.equal(await ask(app.options, "select 1 as value"), 1);
	await app.stop();
});

test("a tool starts the database if no app runs, and no app starts on it meanwhile", async () => {
	const folder = dataFolder();
	const tool = await attachEmbedded(folder, silent);
	assert.equal(await ask(tool.options, "select 1 as value"), 1);
	await assert.rejects(startEmbedded(folder, silent), /already runs/);
	const postmaster = postmasterOf(folder);
	await tool.release();
	assert.equal(startTimeOf(postmaster), null);
	await (await startEmbedded(folder, silent)).stop();
});

test("kill -9 of the owner ends its PostgreSQL too, and the next start has all its data", async () => {
	const folder = dataFolder();
	const owner = await ownerProcess(folder);
	const postmaster = postmasterOf(folder);
	owner.kill("SIGKILL");
	await once(owner, "exit");
	const next = await startEmbedded(folder, silent);
	assert.notEqual(postmasterOf(folder), postmaster);
	assert.equal(await ask(next.options, "select value from kept"), 42);
	await next.stop();

	const other = await ownerProcess(dataFolder());
	const orphan = postmasterOf(folders.at(-1) ?? "");
	other.kill("SIGKILL");
	await until("the orphan has ended by itself", () => startTimeOf(orphan) === null);
});

test("kill -9 of PostgreSQL under a living owner: it is restarted with all its data", async () => {
	const folder = dataFolder();
	const sentences: string[] = [];
	const app = await startEmbedded(folder, (sentence) => sentences.push(sentence));
	await ask(app.options, "create table kept as select 42 as value");
	process.kill(postmasterOf(folder), "SIGKILL");
	await until("it answers again", () =>
		ask(app.options, "select value from kept").then(
			(value) => value === 42,
			() => false,
		),
	);
	await until("it says so", () => sentences.includes("PostgreSQL is back."));
	await app.stop();
});

test("a pid file whose number belongs to another program does not keep the database from starting", async () => {
	const folder = dataFolder();
	await (await startEmbedded(folder, silent)).stop();
	const cluster = join(folder, "database/cluster");
	const { uid, gid } = statSync(cluster);
	const guest = spawn("sleep", ["60"], isRoot ? { uid, gid } : {});
	writeFileSync(join(cluster, "postmaster.pid"), `${guest.pid}\n${cluster}\n1\n5432\n/tmp\n\n1 1\nready   \n`);
	const app = await startEmbedded(folder, silent);
	assert.equal(await ask(app.options, "select 1 as value"), 1);
	assert.notEqual(startTimeOf(guest.pid ?? 0), null, "the other program lives on");
	await app.stop();
	guest.kill();
});

test("an interrupted first start leaves nothing that the next takes for a database", async () => {
	const folder = dataFolder();
	const draft = join(folder, "database/cluster-draft");
	mkdirSync(draft, { recursive: true });
	writeFileSync(join(draft, "PG_VERSION"), "18\n");
	const app = await startEmbedded(folder, silent);
	assert.equal(app.firstRun, true);
	assert.equal(existsSync(draft), false);
	await app.stop();
});

test("a data folder whose path is too long for a socket works", async () => {
	const folder = join(dataFolder(), "a".repeat(100));
	const app = await startEmbedded(folder, silent);
	assert.equal(await ask(app.options, "select 1 as value"), 1);
	await app.stop();
});

test("rejects an unusable data folder in a sentence that names it", async () => {
	const file = join(dataFolder(), "file");
	writeFileSync(file, "");
	await assert.rejects(
		startEmbedded(file, silent),
		(error) => error instanceof CannotStart && error.message.includes(file),
	);
});

test("rejects another PostgreSQL version's data and leaves it unchanged", async () => {
	const folder = dataFolder();
	const cluster = join(folder, "database/cluster");
	mkdirSync(cluster, { recursive: true });
	writeFileSync(join(cluster, "PG_VERSION"), "15\n");
	await assert.rejects(
		startEmbedded(folder, silent),
		/written by PostgreSQL 15 and this Hearth brings PostgreSQL 18: run npm run upgrade-database, /,
	);
});

test("root with a private data folder keeps the database outside it, and reports where", {
	skip: !isRoot,
}, async () => {
	const folder = join(dataFolder(0o700), "data");
	const sentences: string[] = [];
	const umask = process.umask(0o077);
	try {
		const first = await startEmbedded(folder, (sentence) => sentences.push(sentence));
		await ask(first.options, "create table kept as select 42 as value");
		await first.stop();
		const place = readFileSync(join(folder, "database-place"), "utf8").trim();
		folders.push(place);
		assert.match(place, /^\/var\/lib\/hearth\/[0-9a-f]{16}$/);
		assert.ok(sentences.some((sentence) => sentence.includes(place)));

		const second = await startEmbedded(folder, silent);
		assert.equal(await ask(second.options, "select value from kept"), 42);
		await second.stop();
	} finally {
		process.umask(umask);
	}
});
