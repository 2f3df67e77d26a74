import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { MailServer } from "@/test/support/mail-server";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { parseProxies } from "../http/trusted-proxies";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { checkFiles } from "./check-files";
import { checkPublicAddress } from "./check-public-address";
import { checkMigrations, checkSchema } from "./check-schema";
import { checkDatabase, checkDisks, checkMail, checkRedis } from "./check-services";
import { examine } from "./examine";
import type { Finding } from "./finding";
import floors from "./floors.json";
import { checkVersion } from "./versions";

let database: TestDatabase;
let world: TestServer;
let serverId: number;

/** These depend on the machine of the tests, whose database may do without syncing. */
const ofMachine = new Set(["disk", "versions", "durability"]);
const checksOf = (findings: Finding[]) => findings.map(({ check }) => check).filter((check) => !ofMachine.has(check));

before(async () => {
	database = await openTestDatabase();
	world = await TestServer.open({ database });
	const { ada } = await world.createThree();
	await sql`update users set is_admin = true where username = 'ada'`;
	const { channelId, ...made } = await ada.createServer("Contour");
	({ serverId } = made);
	const { id } = await ada.uploadOk(channelId, "a.txt", "a file");
	await ada.sendMessage(channelId, "with a file", { attachmentIds: [id] });
});
after(() => world.close());

test("a healthy instance has no findings", async () => {
	assert.deepEqual(checksOf(await examine({ fixes: false, isRunning: true })), []);
});

test("a file that is missing in the store is found", async () => {
	const [row] = await sql<{ key: string }[]>`select key from attachments`;
	assert.deepEqual(await checkFiles(), []);
	await appState().storage.remove(row?.key ?? "");
	assert.deepEqual(checksOf(await checkFiles()), ["files"]);
	await sql`delete from attachments`;
});

test("a changed function, a missing trigger and a missing column are found", async () => {
	for (const [check, spoil, mend] of [
		[
			"triggers",
			"alter table audit_log disable trigger audit_log_append_only",
			"alter table audit_log enable trigger audit_log_append_only",
		],
		["columns", "alter table users rename column bio to biography", "alter table users rename column biography to bio"],
	] as const) {
		await sql.unsafe(spoil);
		const found = await checkSchema();
		await sql.unsafe(mend);
		assert.deepEqual(checksOf(found), [check]);
	}
	const [row] = await sql<{ text: string }[]>`
		select pg_get_functiondef(oid) as text from pg_proc where proname = 'refuse_audit_change'`;
	await sql.unsafe(row?.text.replace(/BEGIN/i, "BEGIN RETURN OLD;") ?? "");
	const [changed] = await checkSchema();
	assert.match(changed?.problem ?? "", /refuse_audit_change/);
	await sql.unsafe(row?.text ?? "");
	assert.deepEqual(await checkSchema(), []);
});

test("a database of another version is found, and nothing of it is read", async () => {
	await sql`update drizzle.__drizzle_migrations set created_at = created_at + 1 where id = 3`;
	assert.match((await checkMigrations())[0]?.problem ?? "", /^The database lacks 1 migration /);
	assert.deepEqual(checksOf(await examine({ fixes: true, isRunning: false })), ["migrations"]);
	await sql`update drizzle.__drizzle_migrations set created_at = created_at - 1 where id = 3`;
	await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('', 9999999999999)`;
	assert.match((await checkMigrations())[0]?.problem ?? "", /newer version/);
	await sql`delete from drizzle.__drizzle_migrations where hash = ''`;
	assert.deepEqual(await checkMigrations(), []);
});

test("a mail server that refuses the password or does not answer is found, and no secret is printed", async () => {
	const mail = await MailServer.start();
	assert.deepEqual(await checkMail(), []);
	const { smtpUrl } = config.mail ?? { smtpUrl: new URL("smtp://localhost") };
	smtpUrl.password = "a%20wrong%20one";
	const [refused] = await checkMail();
	assert.match(refused?.problem ?? "", /EAUTH 535/);
	assert.doesNotMatch(JSON.stringify(refused), /wrong/);
	await mail.close();
	assert.match((await checkMail())[0]?.problem ?? "", /ECONNREFUSED|ESOCKET/);
	config.mail = null;
	config.publicUrl = undefined;
});

test("a Redis that does not answer, a full disk and a wrong clock are found", async () => {
	config.redisUrl = "redis://:secret@127.0.0.1:1";
	const [redis] = await checkRedis();
	assert.match(redis?.problem ?? "", /ECONNREFUSED/);
	assert.doesNotMatch(JSON.stringify(redis), /secret/);
	config.redisUrl = undefined;
	const { minFreeBytes } = config;
	config.minFreeBytes = Number.MAX_SAFE_INTEGER;
	assert.ok((await checkDisks()).length > 0);
	config.minFreeBytes = minFreeBytes;
	const { now } = Date;
	Date.now = () => now() + 60_000;
	const found = await checkDatabase();
	Date.now = now;
	assert.match(found.find(({ check }) => check === "clock")?.problem ?? "", /differ by (59|60) seconds/);
});

test("a version below the first one without known holes is found", () => {
	for (const [program, version, isOld] of [
		["node", "24.22.0", true],
		["node", "22.99.0", false],
		// These get no fixes any more.
		["node", "20.99.0", true],
		["node", "25.9.0", true],
		["node", "99.0.0", false],
		["postgres", "18.1 (Debian 18.1-1)", true],
		["postgres", "18.7", false],
		["postgres", "14.99", true],
		["postgres", "19beta1", false],
		["redis", "7.0.15", true],
		["redis", "7.4.10", false],
		["redis", "8.4.4", true],
		["redis", "8.10.0", false],
	] as const)
		assert.equal(checkVersion(program, version).length > 0, isOld, `${program} ${version}`);
});

test("every floor names its source, and lines are in order", () => {
	for (const lines of Object.values(floors))
		for (const [index, { line, floor, source }] of lines.entries()) {
			assert.ok(floor.startsWith(`${line}.`), floor);
			assert.match(source, /^https:\/\/(nodejs\.org|www\.postgresql\.org|github\.com\/redis\/redis)\//);
			assert.equal(
				lines.findIndex((other) => Number(other.line) > Number(line)) - 1,
				index === lines.length - 1 ? -2 : index,
			);
		}
});

test("a PostgreSQL of the operator is to be updated, and the embedded one, which comes with Hearth, is not", async () => {
	const isFound = async () => (await checkDatabase()).some(({ problem }) => problem.startsWith("PostgreSQL "));
	const { databaseUrl } = config;
	const { postgres } = floors;
	floors.postgres = [{ line: "99", floor: "99.1", source: "" }];
	config.databaseUrl = "postgres://elsewhere";
	assert.equal(await isFound(), true);
	config.databaseUrl = undefined;
	assert.equal(await isFound(), false);
	floors.postgres = postgres;
	config.databaseUrl = databaseUrl;
});

/** A proxy that passes no WebSockets and no large bodies, or one that leads elsewhere. */
async function startProxy(readiness: string): Promise<Server> {
	const proxy = createServer((request, response) => {
		const isUpload = request.method === "PUT";
		response.writeHead(isUpload ? 413 : 200, { Server: "proxy", Connection: "close" });
		response.end(isUpload ? "<html>too large</html>" : readiness);
	});
	proxy.listen(0, "127.0.0.1");
	await once(proxy, "listening");
	return proxy;
}

test("a public address without WebSockets, uploads or trust in its proxy is found, and a good one is not", async () => {
	assert.deepEqual(await checkPublicAddress(world.url), []);
	const proxy = await startProxy("ready");
	const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	assert.deepEqual(checksOf(await checkPublicAddress(address)).sort(), ["forwarded", "upload", "websocket"]);
	config.trustedProxies = parseProxies("loopback", () => {});
	assert.deepEqual(checksOf(await checkPublicAddress(address)).sort(), ["upload", "websocket"]);
	config.trustedProxies = parseProxies("", () => {});
	proxy.closeAllConnections();
	proxy.close();
	const other = await startProxy("<html>a parked domain</html>");
	const parked = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
	assert.deepEqual(checksOf(await checkPublicAddress(parked)), ["public_address"]);
	other.closeAllConnections();
	other.close();
	assert.deepEqual(checksOf(await checkPublicAddress("http://127.0.0.1:1")), ["public_address"]);
});

test("the command prints findings and exits with 1 until they are mended", async () => {
	const { path, user, database: name } = database.options;
	const folder = String(path).replace(/\/[^/]*$/, "");
	const run = async (...args: string[]) => {
		const child = spawn(process.execPath, ["scripts/run.mjs", "lib/doctor/cli.ts", ...args], {
			env: {
				...process.env,
				...{ DATABASE_URL: `postgres://${user}@localhost/${name}?host=${encodeURIComponent(folder)}`, PORT: "1" },
				...{ HEARTH_DATA_DIR: config.dataDir, FILES_DIR: config.filesDir, MIN_FREE_DISK_MB: "0" },
			},
			stdio: ["ignore", "pipe", "pipe"],
		});
		let text = "";
		child.stdout.on("data", (data) => {
			text += data;
		});
		child.stderr.on("data", (data) => {
			text += data;
		});
		const [code] = await once(child, "close");
		return { code, text };
	};
	await sql`update servers set member_count = 5 where id = ${serverId}`;
	const found = await run();
	assert.equal(found.code, 1);
	assert.match(found.text, /^The number of members is wrong in 1 server\. \(id \d+\) Run `npm run doctor -- --fix`/m);
	const mended = await run("--json", "--fix");
	const left: Finding[] = JSON.parse(mended.text);
	assert.deepEqual(checksOf(left), ["member_count"]);
	assert.equal(mended.code, left.every(({ isFixed }) => isFixed) ? 0 : 1);
});
