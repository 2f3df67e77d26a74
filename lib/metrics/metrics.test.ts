import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { waitUntil } from "@/test/support/socket-client";
import { nonce, poolSize, TestServer } from "@/test/support/test-server";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { startMetrics } from "./serve";

const token = "a token of the operator";
let server: TestServer;
let stop: () => void;
let port: number;

before(async () => {
	server = await TestServer.open();
	config.metricsToken = token;
	const free = createServer().listen(0, "127.0.0.1");
	await once(free, "listening");
	({ port } = free.address() as AddressInfo);
	free.close();
	await once(free, "close");
	config.metricsPort = port;
	stop = await startMetrics();
});
after(async () => {
	stop();
	await server.close();
});

const scrape = async (authorization = `Bearer ${token}`, method = "GET") => {
	const response = await fetch(`${server.url}/metrics`, { method, headers: { authorization } });
	return { status: response.status, text: await response.text() };
};
/** The samples of the metrics whose name begins like this, by their name and labels. */
const samples = async (name: string) => {
	const { text } = await scrape();
	const lines = text.split("\n").filter((line) => line.startsWith(name));
	return new Map(
		lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
	);
};
/** A request that fetch would not send as it is. */
const raw = (method: string, path: string) =>
	new Promise<void>((resolve) => {
		const sent = request(`${server.url}`, { method, path }, (response) => response.resume().on("end", resolve));
		sent.on("error", () => resolve()).end();
	});

test("without the token there is nothing at the address of the metrics, as at any other", async () => {
	const { status, text } = await scrape("Bearer another");
	const unknown = await fetch(`${server.url}/metricz`);
	assert.deepEqual([status, text], [unknown.status, await unknown.text()]);
	assert.equal(status, 404);
	for (const authorization of ["", "Bearer", `Basic ${token}`, `Bearer ${token}x`, `Bearer ${token.slice(1)}`])
		assert.equal((await scrape(authorization)).status, 404, authorization);
	assert.notEqual((await scrape(undefined, "POST")).status, 200);
	config.metricsToken = undefined;
	assert.equal((await scrape("Bearer undefined")).status, 404);
	config.metricsToken = token;
	assert.equal((await scrape()).status, 200);
});

test("the port for metrics serves them to this machine alone, without a token, and nothing else", async () => {
	const own = `http://127.0.0.1:${port}`;
	const response = await fetch(`${own}/metrics`);
	assert.equal(response.status, 200);
	assert.match(await response.text(), /^hearth_sockets 0$/m);
	assert.equal((await fetch(`${own}/api/me`)).status, 404);
	assert.equal((await fetch(`${own}/metrics`, { method: "POST" })).status, 404);
	const outside = Object.values(networkInterfaces()).flatMap((found) => found?.find(({ internal }) => !internal) ?? []);
	for (const { address, family } of outside)
		await assert.rejects(fetch(`http://${family === "IPv6" ? `[${address}]` : address}:${port}/metrics`));
});

test("the number of series does not grow with paths, methods and ids that clients choose", async () => {
	const { ada, eve } = await server.createThree();
	const { serverId } = await ada.createServer("Metrics");
	const known = (await samples("hearth_http_requests_total")).size;
	for (let n = 0; n < 30; n++) {
		for (const path of [`/${n}`, `/api/${n}`, `/login/${n}`, `/_next/static/${n}`, `/servers/${n}`])
			await raw("GET", path);
		await raw(["PROPFIND", "LOCK", "SEARCH", "PURGE", "LINK"][n % 5] ?? "", "/");
		await eve.get(`/api/servers/${serverId + n}`);
		await raw("GET", `/api/servers/%${n}`);
	}
	const found = await samples("hearth_http_requests_total");
	assert.ok(found.size - known <= 9, `${found.size - known} more series`);
	assert.ok(found.has('hearth_http_requests_total{route="/api/servers/[serverId]",method="GET",status="404"}'));
	for (const series of (await samples("hearth_http")).keys())
		assert.doesNotMatch(series.replace(/(status|le)="[^"]*"/, ""), /\d|ada|Metrics/);
});

test("messages, deliveries, sockets, jobs and connections of the database are counted", async () => {
	const ada = await server.createUser("counted");
	const { channelId } = await ada.createServer("Counted");
	const socket = await ada.connect();
	await socket.open({ channelId });
	const stored = async () =>
		[...(await samples("hearth_messages_total")).values()].reduce((sum, value) => sum + value, 0);
	const before = await stored();
	const sent = { channelId, content: "hello", nonce: nonce() };
	for (let n = 0; n < 2; n++) await socket.ask("message:send", sent);
	await waitUntil("the delivery is measured", async () => {
		const found = await samples("hearth_deliver_seconds_count");
		return found.get("hearth_deliver_seconds_count") === 1;
	});
	await sql`insert into jobs (queue, payload, failed_at) values ('mail', '{}', now()), ('a queue of long ago', '{}', now())`;
	await sql`insert into backup_runs (kind, ended_at, error) values ('backup', '2026-01-01', null), ('backup', now(), 'no')`;
	const after = await samples("hearth_");
	assert.equal(after.get('hearth_backup_last_success_timestamp_seconds{kind="backup"}'), Date.UTC(2026, 0, 1) / 1000);
	assert.equal(await stored(), before + 1, "a repeated message is stored once");
	assert.equal(after.get("hearth_sockets"), 1);
	assert.equal(after.get('hearth_jobs{queue="mail",state="failed"}'), 1);
	assert.equal(after.get('hearth_jobs{queue="mail",state="running"}'), 0);
	assert.equal(after.get("hearth_ready"), 1);
	assert.equal(after.get("hearth_pool_size"), poolSize);
	assert.ok((after.get('hearth_disk_free_bytes{path="files"}') ?? 0) > 0);
	await sql`delete from jobs`;
	socket.close();
});

test("connections in use are counted until they are free again", async () => {
	let finish = () => {};
	const held = sql.begin(
		() =>
			new Promise<void>((resolve) => {
				finish = resolve;
			}),
	);
	await waitUntil("one is used", async () => ((await samples("hearth_pool_used")).get("hearth_pool_used") ?? 0) >= 1);
	finish();
	await held;
	await assert.rejects(
		sql.begin(() => {
			throw new Error("rolled back");
		}),
	);
	await waitUntil("none is used", async () => (await samples("hearth_pool_used")).get("hearth_pool_used") === 0);
	assert.equal((await samples("hearth_pool_waiting")).get("hearth_pool_waiting"), 0);
});

test("every metric that docs/monitoring names exists, and every metric of Hearth is documented there", async () => {
	const { text } = await scrape();
	const names = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name));
	const files = ["README.md", "alerts.yml", "grafana.json"].map((file) =>
		readFileSync(`docs/monitoring/${file}`, "utf8"),
	);
	const used = files.flatMap((file) => file.match(/\b(?:hearth|nodejs|process)_[a-z_]+\b/g) ?? []);
	assert.ok(used.length > 40);
	const unknown = used.filter((name) => !names.has(name) && !names.has(name.replace(/_(bucket|sum|count)$/, "")));
	assert.deepEqual([...new Set(unknown)], []);
	const documented = new Set(files[0]?.match(/\bhearth_[a-z_]+\b/g));
	assert.deepEqual(
		[...names].filter((name) => name.startsWith("hearth_") && !documented.has(name)),
		[],
	);
	JSON.parse(files[2] ?? "");
});

test("an instance without the settings counts nothing", async () => {
	const { metrics } = appState();
	appState().metrics = null;
	config.metricsToken = config.metricsPort = undefined;
	await startMetrics();
	assert.equal(appState().metrics, null);
	assert.equal((await scrape()).status, 404);
	Object.assign(appState(), { metrics });
	config.metricsToken = token;
});
