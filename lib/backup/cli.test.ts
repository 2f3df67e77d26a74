import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { type ConnectionOptions, open } from "@/db/connection";
import { migrate } from "@/db/migrate";
import { waitUntil } from "@/test/support/socket-client";
import { openEmptyDatabase, openTestDatabase, type TestDatabase } from "@/test/support/test-database";

const folder = mkdtempSync(join(tmpdir(), "hearth-backup-cli-"));
let full: TestDatabase;
let empty: TestDatabase;

before(async () => {
	[full, empty] = await Promise.all([openTestDatabase(), openEmptyDatabase()]);
	const sql = open(full.options, 1);
	await sql`insert into users (username, display_name) select 'user_' || n, 'User' from generate_series(1, 1000) n`;
	await sql.end();
});
after(async () => {
	await Promise.all([full.stop(), empty.stop()]);
	rmSync(folder, { recursive: true, force: true });
});

const addressOf = ({ path, user, database }: ConnectionOptions) =>
	`postgres://${user}@localhost/${database}?host=${dirname(String(path))}`;

/** A command in its own process, as npm starts it. */
function start(entry: string, { options }: TestDatabase, ...args: string[]) {
	const child = spawn(process.execPath, ["scripts/run.mjs", `lib/backup/${entry}.ts`, ...args], {
		env: { ...process.env, HEARTH_DATA_DIR: folder, DATABASE_URL: addressOf(options), NODE_TEST_CONTEXT: "" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const sent = { out: "", err: "" };
	child.stdout.on("data", (text) => {
		sent.out += text;
	});
	child.stderr.on("data", (text) => {
		sent.err += text;
	});
	return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, ...sent })) };
}
const run = (...args: Parameters<typeof start>) => start(...args).ended;

test("a backup is made, verified and restored by commands, also after kill -9 of a restore; no instance starts between", async () => {
	const file = join(folder, "backup.tar");
	const made = await run("cli", full, file);
	assert.equal(made.code, 0, made.err);
	assert.match(made.out, /0 messages, 0 files.*lacks auth-secret/s);
	const sql = open(empty.options, 1, { connection: { application_name: "a test" } });
	try {
		const { child, ended } = start("restore-cli", empty, file);
		await waitUntil("the restore has begun", async () => {
			const rows = await sql`select from pg_namespace where nspname = 'hearth_restore'`;
			return rows.length > 0;
		});
		child.kill("SIGKILL");
		await ended;
		await assert.rejects(migrate(empty.options), { name: "CannotStart", message: /run npm run restore again/ });
		const again = await run("restore-cli", empty, file);
		// The doctor's finding about the original, which does not keep it from being restored.
		assert.deepEqual([again.code, again.err.split(". ")[0]], [1, "Nobody is an administrator of this instance"]);
		assert.match(again.out, /with 1000 accounts/);
		assert.equal((await sql`select from users`).length, 1000);
		await migrate(empty.options);
	} finally {
		await sql.end();
	}
	const verified = await run("cli", full, "--verify", file);
	assert.match(verified.out, /is whole/);
	const refused = await run("restore-cli", full, file);
	assert.deepEqual([refused.code, refused.out], [2, ""]);
	assert.match(refused.err, /^This database is not empty.*\n$/);
	assert.equal((await run("cli", full, "a", "b")).code, 2);
});
