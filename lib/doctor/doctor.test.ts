import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { MailServer } from "@/test/support/mail-server";
import { waitUntil } from "@/test/support/socket-client";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { parseProxies } from "../http/trusted-proxies";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { checkFiles } from "./check-files";
import { checkInvariants } from "./check-invariants";
import { checkPublicAddress } from "./check-public-address";
import { checkMigrations, checkSchema } from "./check-schema";
import { checkDatabase, checkDisks, checkMail, checkRedis } from "./check-services";
import { examine } from "./examine";
import type { Finding } from "./finding";
import floors from "./floors.json";
import { invariants } from "./invariants";
import { checkVersion } from "./versions";

let database: TestDatabase;
let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channelId: number;

/** These depend on the machine of the tests, whose database may do without syncing. */
const ofMachine = new Set(["disk", "versions", "durability"]);
const checksOf = (findings: Finding[]) => findings.map(({ check }) => check).filter((check) => !ofMachine.has(check));

before(async () => {
	database = await openTestDatabase();
	world = await TestServer.open({ database });
	({ ada, bob } = await world.createThree());
	await sql`update users set is_admin = true where username = 'ada'`;
	({ serverId, channelId } = await populate());
});
after(() => world.close());

/** A server with members, roles, an override, a changed log, a thread and a file. */
async function populate() {
	const made = await ada.createServer("Contour");
	await bob.join(made.serverId);
	const roleId = await ada.createRole(made.serverId, "Guides");
	await ada.put(`/api/servers/${made.serverId}/members/${bob.id}/roles/${roleId}`);
	const socket = await ada.connect();
	await socket.open({ channelId: made.channelId });
	for (const text of ["one", "two", "three"]) await socket.sendMessage(made.channelId, text);
	await ada.patch(`/api/channels/${made.channelId}/messages/1`, { content: "one, edited" });
	await ada.delete(`/api/channels/${made.channelId}/messages/2`);
	await ada.put(`/api/channels/${made.channelId}/read`, { seq: 3 });
	const { id } = await ada.uploadOk(made.channelId, "a.txt", "a file");
	await socket.sendMessage(made.channelId, "with a file", { attachmentIds: [id] });
	socket.close();
	await waitUntil("everything is indexed", async () => {
		const behind = await sql`
			select 1 from channels c left join search_progress p on p.channel_id = c.id
			where c.last_rev > coalesce(p.rev, 0) or c.last_seq > coalesce(p.seq, 0)`;
		return behind.length === 0;
	});
	return made;
}

/** How each invariant is spoiled, and taken back where the doctor does not mend it. */
const spoils: Record<string, () => [spoil: PromiseLike<unknown>, takeBack?: () => PromiseLike<unknown>]> = {
	heads: () => [
		sql`update channels set last_seq = last_seq + 1, last_rev = last_rev + 1 where id = ${channelId}`,
		() => sql`update channels set last_seq = last_seq - 1, last_rev = last_rev - 1 where id = ${channelId}`,
	],
	holes: () => [
		sql`update messages set seq = 99, born_rev = 1 where channel_id = ${channelId} and seq = 3`,
		() => sql`update messages set seq = 3 where channel_id = ${channelId} and seq = 99`,
	],
	revisions: () => [
		sql`update changes set rev = 98 where channel_id = ${channelId} and kind = 'updated'`,
		() => sql`update changes set rev = 4 where channel_id = ${channelId} and rev = 98`,
	],
	deleted_count: () => [sql`update channels set deleted_count = 7 where id = ${channelId}`],
	read_markers: () => [sql`update reads set last_read_seq = 50 where channel_id = ${channelId}`],
	search_index: () => [sql`delete from search_documents where channel_id = ${channelId} and seq = 1`],
	owners: () => [
		sql`update servers set owner_id = (select id from users where username = 'eve') where id = ${serverId}`,
		() => sql`update servers set owner_id = ${ada.id} where id = ${serverId}`,
	],
	member_count: () => [sql`update servers set member_count = 5 where id = ${serverId}`],
	everyone_bits: () => [sql`update servers set everyone_bits = 4 where id = ${serverId}`],
	role_bits: () => [sql`update memberships set role_bits = 1073741824 where user_id = ${bob.id}`],
	has_factor: () => [
		sql`with bobs as (update memberships set has_factor = true where user_id = ${bob.id})
			update users set has_factor = true where id = ${ada.id}`,
	],
	channel_access: () => [sql`update channels set private = not private where id = ${channelId}`],
	usage: () => [sql`update usage set bytes = bytes + 1 where kind = 'server'`],
	administrator: () => [
		sql`update users set is_admin = false`,
		() => sql`update users set is_admin = true where username = 'ada'`,
	],
};

test("a healthy instance has no findings", async () => {
	assert.deepEqual(checksOf(await examine({ fixes: false, isRunning: true })), []);
});

test("each invariant that is spoiled is found, and what is counted again is mended", async () => {
	assert.deepEqual(
		Object.keys(spoils),
		invariants.map(({ check }) => check),
	);
	for (const { check, fix } of invariants) {
		const [spoil, takeBack] = spoils[check]?.() ?? [];
		await spoil;
		const [found] = (await checkInvariants(false)).filter((finding) => finding.check === check);
		assert.ok(found, `${check} is not found`);
		assert.match(found.problem, /^[A-Z].*\.( \(ids? [\d, …]+\))?$/);
		assert.match(found.advice, /^[A-Z].*\.$/);
		assert.equal(found.isFixed, undefined);
		await takeBack?.();
		assert.equal(takeBack === undefined, fix !== undefined, check);
		if (fix) assert.ok((await checkInvariants(true)).some((finding) => finding.check === check && finding.isFixed));
		assert.deepEqual(await checkInvariants(false), [], check);
	}
});

test("the search finds a message again after the index was mended", async () => {
	await waitUntil("the message is found", async () => {
		const { body } = await ada.get(`/api/search?q=edited&serverId=${serverId}`);
		return body.results?.length === 1 || JSON.stringify(body).includes("one, edited");
	});
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
