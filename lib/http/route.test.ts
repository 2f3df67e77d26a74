import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { nonce, TestServer } from "@/test/support/test-server";
import { log } from "../process/log";

let world: TestServer;
let ada: ApiClient;
let eve: ApiClient;
let nobody: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("ada");
	eve = await world.createUser("eve");
	nobody = world.guest();
	({ serverId, channelId } = await ada.createServer("Contour"));
});
after(() => world.close());

const foreign = { origin: "http://elsewhere.example" };
const text = { "content-type": "text/plain" };
const kilobytes = (n: number) => "x".repeat(n * 1024);

test("checks follow the contract's order: each fails before the next could", async () => {
	const bad = { headers: { ...foreign, ...text }, body: "{" };
	const path = `/api/servers/${serverId}`;
	assertRefused(await nobody.call("POST", "/api/nothing", bad), 404, "not_found");
	assertRefused(await nobody.call("PUT", path, bad), 405, "method_not_allowed");
	assertRefused(await nobody.call("PATCH", path, bad), 403, "bad_origin");
	const rest = { headers: text, body: "{" };
	assertRefused(await nobody.call("PATCH", "/api/servers/999999", rest), 401, "unauthenticated");
	assertRefused(await eve.call("PATCH", "/api/servers/999999", rest), 404, "server_not_found");
	assertRefused(await eve.call("PATCH", path, rest), 403, "forbidden");
	assertRefused(await eve.call("POST", `/api/channels/${channelId}/messages`, rest), 403, "not_member");
	assertRefused(await eve.call("PATCH", `/api/channels/${channelId}/messages/1`, rest), 403, "not_member");
	assertRefused(await ada.call("PATCH", `/api/channels/${channelId}/messages/1`, rest), 404, "message_not_found");
	assertRefused(await ada.call("PATCH", path, rest), 415, "unsupported_media_type");
	assertRefused(await ada.call("PATCH", path, { headers: text, body: kilobytes(300) }), 415, "unsupported_media_type");
	assertRefused(await ada.call("PATCH", path, { body: kilobytes(300) }), 413, "too_large");
	assertRefused(await ada.call("PATCH", path, { body: "{" }), 400, "invalid_request");
	assertRefused(await ada.get(`/api/channels/${channelId}/messages?limit=0`), 400, "invalid_request", "limit");
});

test("rejects a request that names another user than the session's, and does nothing", async () => {
	const expected = { code: "unauthenticated", message: "Another user has signed in with this browser." };
	const calls: [string, string, object?][] = [
		["GET", "/api/account"],
		["PATCH", "/api/account", { bio: "not ada's" }],
		["PUT", `/api/channels/${channelId}/draft`, { content: "not ada's", replyTo: null, ageMs: 0 }],
		["POST", `/api/channels/${channelId}/messages`, { nonce: nonce(), content: "not ada's" }],
		["POST", `/api/channels/${channelId}/attachments`],
	];
	for (const named of [`${eve.id}`, `0${ada.id}`, "", "null", "x"])
		for (const [method, path, body] of calls) {
			const response = await ada.call(method, path, { headers: { "x-user-id": named }, body });
			assertRefused(response, 401, "unauthenticated");
			assert.deepEqual(response.body.error, expected);
		}
	const headers = { "x-user-id": `${ada.id}` };
	assertRefused(await nobody.call("GET", "/api/servers", { headers }), 401, "unauthenticated");
	assert.deepEqual((await ada.get("/api/drafts")).body.drafts, []);
	assert.deepEqual((await ada.get(`/api/channels/${channelId}/messages`)).body.messages, []);
	for (const client of [ada, eve]) {
		const own = { "x-user-id": `${client.id}` };
		assert.equal((await client.call("GET", "/api/account", { headers: own })).status, 200);
	}
});

test("rejects a body over 256 KiB whatever its transfer, and reads one of exactly that size", async () => {
	const path = "/api/account";
	const inChunks = { headers: { "transfer-encoding": "chunked" }, body: JSON.stringify({ bio: kilobytes(300) }) };
	assertRefused(await ada.call("PATCH", path, inChunks), 413, "too_large");
	const limit = 256 * 1024;
	const padded = (size: number) => `{}${" ".repeat(size - 2)}`;
	assertRefused(await ada.call("PATCH", path, { body: padded(limit + 1) }), 413, "too_large");
	assert.equal((await ada.call("PATCH", path, { body: padded(limit) })).status, 200);
});

test("rejects a body that is not a JSON object, and stores nothing of it", async () => {
	const bodies = [
		"{",
		"nope",
		"[]",
		"null",
		"1",
		'"text"',
		"[{}]",
		"{} {}",
		"\u0000",
		'{"name":1,}',
		Buffer.from([0xff]),
	];
	for (const body of bodies) assertRefused(await ada.call("PATCH", "/api/account", { body }), 400, "invalid_request");
	for (const body of bodies)
		assertRefused(await ada.call("POST", `/api/membership/${serverId}`, { body }), 400, "invalid_request");
});

test("rejects media types other than application/json, with or without parameters", async () => {
	const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""];
	for (const type of types)
		assertRefused(
			await ada.call("PATCH", "/api/account", { headers: { "content-type": type }, body: "{}" }),
			415,
			"unsupported_media_type",
		);
	for (const type of ["application/json", "application/json; charset=utf-8", "Application/JSON"])
		assert.equal(
			(await ada.call("PATCH", "/api/account", { headers: { "content-type": type }, body: "{}" })).status,
			200,
		);
});

test("rejects an empty body on a PATCH; an empty object changes nothing", async () => {
	assertRefused(await ada.patch("/api/account"), 400, "invalid_request");
	assertRefused(await ada.patch(`/api/servers/${serverId}`), 400, "invalid_request");
	const before = await ada.get(`/api/servers/${serverId}`);
	const after = await ada.patch(`/api/servers/${serverId}`, {});
	assert.deepEqual(after.body, before.body);
});

test("requests without fields accept an empty body or an empty object and reject any field", async () => {
	const { serverId } = await ada.createServer("No fields");
	assertRefused(await eve.post(`/api/membership/${serverId}`, { role: "owner" }), 400, "invalid_request", "role");
	assert.equal((await eve.post(`/api/membership/${serverId}`, {})).status, 200);
	assert.equal((await eve.delete(`/api/membership/${serverId}`)).status, 200);
	assert.equal((await eve.post(`/api/membership/${serverId}`)).status, 200);
});

test("unknown fields are rejected by name and never stored", async () => {
	const tries: [string, string, object][] = [
		["POST", "/api/servers", { name: "x", categoryId: 1, ownerId: 2 }],
		["PATCH", `/api/servers/${serverId}`, { memberCount: 9, ownerId: 2 }],
		["PATCH", "/api/account", { isAdmin: true, ownerId: 1 }],
		["POST", `/api/servers/${serverId}/channels`, { name: "x", ownerId: 1 }],
		["PATCH", `/api/channels/${channelId}`, { lastSeq: 5, ownerId: 1 }],
		["POST", `/api/channels/${channelId}/messages`, { nonce: nonce(), content: "hi", ownerId: 1 }],
		["PUT", `/api/channels/${channelId}/read`, { seq: 0, ownerId: 1 }],
	];
	for (const [method, path, body] of tries)
		assertRefused(await ada.call(method, path, { body }), 400, "invalid_request", "ownerId");
});

test("of thousands of unknown fields a response names a few", async () => {
	const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field${n}`, n]));
	for (const [method, path] of [
		["PATCH", "/api/account"],
		["POST", `/api/membership/${serverId}`],
	] as const) {
		const answer = await eve.call(method, path, { body });
		assertRefused(answer, 400, "invalid_request", "field0");
		assert.ok(answer.bytes.length < 2000, `${answer.bytes.length} bytes`);
	}
});

test("rejects __proto__ and constructor like other unknown fields", async () => {
	for (const body of [
		'{"displayName":"x","__proto__":{"isAdmin":true}}',
		'{"__proto__":{}}',
		'{"constructor":{"prototype":{"isAdmin":true}}}',
		'{"bio":{"__proto__":1}}',
	])
		assertRefused(await ada.call("PATCH", "/api/account", { body }), 400, "invalid_request");
	assert.equal(Object.hasOwn(Object.prototype, "isAdmin"), false);
});

test("rejects nesting over 32, whatever the depth", async () => {
	for (const depth of [33, 1000, 100_000]) {
		const body = `{"bio":${"[".repeat(depth)}${"]".repeat(depth)}}`;
		assertRefused(await ada.call("PATCH", "/api/account", { body }), 400, "invalid_request");
	}
});

test("rejects a repeated query parameter, and ignores unknown ones", async () => {
	assertRefused(await ada.get("/api/servers?limit=1&limit=2"), 400, "invalid_request", "limit");
	assertRefused(await ada.get("/api/servers?q=a&q=a"), 400, "invalid_request", "q");
	assertRefused(await ada.get(`/api/channels/${channelId}/messages?after=0&after=0`), 400, "invalid_request", "after");
	assert.equal((await ada.get("/api/servers?who=1&who=2&__proto__=1&constructor=2")).status, 200);
});

test("rejects query values out of range, with their field", async () => {
	for (const limit of ["0", "101", "-1", "x", "", "1.5"])
		assertRefused(await ada.get(`/api/servers?limit=${limit}`), 400, "invalid_request", "limit");
	assertRefused(await ada.get("/api/servers?sort=best"), 400, "invalid_request", "sort");
	assertRefused(await ada.get("/api/servers?mine=yes"), 400, "invalid_request", "mine");
	assertRefused(await ada.get("/api/servers?q=%00"), 400, "invalid_request", "q");
	for (const cursor of ["x", "", "W10", "bnVsbA", "WyJhIiwwXQ", `${kilobytes(2)}`])
		assertRefused(await ada.get(`/api/servers?cursor=${cursor}`), 400, "invalid_request", "cursor");
});

test("treats a malformed id in a path like an unknown one", async () => {
	const never = await ada.get("/api/servers/999999");
	for (const id of [
		"0",
		"01",
		"-1",
		"1.0",
		"1e1",
		"+1",
		"0x1",
		"x",
		"%20",
		"1%20",
		"9007199254740992",
		"99999999999999999",
		"%00",
		"%F0%9F%98%80",
		"__proto__",
		"..;",
	]) {
		const answer = await ada.get(`/api/servers/${id}`);
		assertRefused(answer, 404, "server_not_found");
		assert.equal(answer.text, never.text);
		assertRefused(await ada.get(`/api/channels/${id}/messages`), 404, "channel_not_found");
		assertRefused(await ada.get(`/api/membership/${id}`), 404, "server_not_found");
		assertRefused(await ada.delete(`/api/channels/${channelId}/messages/${id}`), 404, "message_not_found");
	}
	assertRefused(await ada.get("/api/servers/9007199254740991"), 404, "server_not_found");
});

test("rejects invalid percent-encoding without a server error", async () => {
	for (const path of ["/api/servers/%", "/api/servers/%zz", "/api/servers/%c3%28", "/api/%"]) {
		const { status } = await ada.get(path);
		assert.ok(status === 400 || status === 404, `${path}: ${status}`);
	}
});

test("a path with dot segments leads nowhere, and an absolute URL leads to its path", async () => {
	for (const path of [
		"/x/../api/account",
		"/x/%2e%2e/api/account",
		"/x/.%2E/",
		"/api/./account",
		"/api/auth/../account",
		"/..",
		"/x\\..\\api/account",
	])
		assertRefused(await ada.get(path), 404, "not_found");
	assert.equal((await ada.get(`${world.url}/api/account`)).status, 200);
	assert.equal((await ada.get("HTTP://elsewhere.example/healthz")).text, "ok");
	assertRefused(await ada.get("http://elsewhere.example/api/nothing"), 404, "not_found");
	for (const path of ["/x..y/...", `${world.url}/socket.io/?EIO=4&transport=polling`, world.url])
		assert.equal((await ada.get(path)).text, "a page", path);
});

test("only a private server needs no category", async () => {
	const { status, body } = await ada.post("/api/servers", { name: "A back room", visibility: "private" });
	assert.equal(status, 201);
	assert.equal(body.server?.category.slug, "other");
	const opened = await ada.patch(`/api/servers/${body.server?.id}`, { visibility: "public", categoryId: 1 });
	assert.equal(opened.body.server?.category.id, 1);
});

test("rejects an unknown or malformed id in a body, with its field", async () => {
	for (const categoryId of [0, -1, 1.5, "1", null, 2 ** 53, 1e300, 999_999, [1], true])
		assertRefused(await ada.post("/api/servers", { name: "x", categoryId }), 400, "invalid_request", "categoryId");
	assertRefused(await ada.post("/api/servers", { name: "x" }), 400, "invalid_request", "categoryId");
	for (const categoryId of [0, -1, 1.5, "1", null, 999_999])
		assertRefused(
			await ada.post("/api/servers", { name: "x", visibility: "private", categoryId }),
			400,
			"invalid_request",
			"categoryId",
		);
	assertRefused(
		await ada.post("/api/servers", { name: "x", visibility: "public" }),
		400,
		"invalid_request",
		"categoryId",
	);
	assertRefused(
		await ada.patch(`/api/servers/${serverId}`, { categoryId: 999_999 }),
		400,
		"invalid_request",
		"categoryId",
	);
});

test("rejects a change from another site with or without a session, on every method and path", async () => {
	const headers: Record<string, string>[] = [
		foreign,
		{ origin: "null" },
		{ origin: "nonsense" },
		{ origin: world.url.replace(/\d+$/, "1") },
		{ origin: world.url.replace("127.0.0.1", "localhost") },
		{ origin: `${world.url}.example` },
		{ "sec-fetch-site": "cross-site" },
		{ "sec-fetch-site": "same-site" },
		{ origin: world.url, "sec-fetch-site": "cross-site" },
		{ ...foreign, "x-forwarded-host": "elsewhere.example" },
	];
	const requests = [
		["POST", "/api/account"],
		["POST", "/api/servers"],
		["PATCH", "/api/account"],
		["DELETE", `/api/servers/${serverId}`],
		["PUT", `/api/channels/${channelId}/read`],
		["POST", "/api/auth/callback/credentials"],
	] as const;
	for (const person of [ada, nobody])
		for (const one of headers)
			for (const [method, path] of requests)
				assertRefused(await person.call(method, path, { headers: one }), 403, "bad_origin");
	assert.equal((await ada.get(`/api/servers/${serverId}`)).status, 200);
});

test("pages of this site and non-browser clients may make changes; any site may read", async () => {
	for (const headers of [
		{ origin: world.url, "sec-fetch-site": "same-origin" },
		{ "sec-fetch-site": "none" },
		{},
	] as Record<string, string>[])
		assert.equal((await ada.call("PATCH", "/api/account", { headers, body: {} })).status, 200);
	assert.equal((await nobody.call("GET", "/api/servers", { headers: foreign })).status, 200);
});

test("HEAD works like GET and carries no body", async () => {
	for (const path of ["/api/servers", "/api/categories", `/api/servers/${serverId}`, "/healthz", "/readyz"]) {
		const head = await ada.call("HEAD", path);
		const get = await ada.get(path);
		assert.equal(head.status, 200);
		assert.equal(head.text, "");
		assert.equal(head.headers["content-length"], get.headers["content-length"]);
	}
	assert.equal((await nobody.call("HEAD", "/api/account")).status, 401);
	assert.equal((await ada.call("HEAD", `/api/channels/${channelId}/read`)).status, 405);
});

test("rejects an unsupported method with 405 and lists the supported ones", async () => {
	const tries: [string, string, string][] = [
		["DELETE", "/api/account", "GET, HEAD, POST, PATCH"],
		["POST", "/api/categories", "GET, HEAD"],
		["GET", `/api/channels/${channelId}/read`, "PUT"],
		["OPTIONS", "/api/servers", "GET, HEAD, POST"],
		["PUT", `/api/membership/${serverId}`, "GET, HEAD, POST, DELETE"],
		["PROPFIND", "/api/servers", "GET, HEAD, POST"],
		["TRACE", "/api/servers", "GET, HEAD, POST"],
	];
	for (const [method, path, allow] of tries) {
		const answer = await nobody.call(method, path);
		assertRefused(answer, 405, "method_not_allowed");
		assert.equal(answer.headers.allow?.split(", ").sort().join(), allow.split(", ").sort().join());
	}
});

test("every response under /api has a newly generated request id and is never cached", async () => {
	const asked = { headers: { "x-request-id": "mine" } };
	const answers = [
		await ada.call("GET", "/api/account", asked),
		await nobody.call("GET", "/api/account", asked),
		await ada.call("GET", "/api/nothing", asked),
		await ada.call("PUT", "/api/servers", asked),
		await ada.call("GET", "/api/%zz", asked),
		await ada.call("POST", "/api/servers", { headers: { ...asked.headers, ...foreign } }),
		await ada.call("PUT", `/api/channels/${channelId}/read`, { ...asked, body: { seq: 0 } }),
		await ada.call("HEAD", "/api/servers", asked),
	];
	for (const { headers } of answers) {
		assert.match(String(headers["x-request-id"]), /^[\w-]{16,}$/);
		assert.equal(headers["cache-control"], "private, no-store");
		assert.equal(headers["x-content-type-options"], "nosniff");
		assert.ok(headers["referrer-policy"]);
		assert.equal(headers["x-powered-by"], undefined);
	}
	assert.equal(new Set(answers.map(({ headers }) => headers["x-request-id"])).size, answers.length);
});

test("a server error is reported without details, under the logged request id", async () => {
	await sql`alter table categories rename to hidden_categories`;
	try {
		const answer = await ada.get("/api/categories");
		assertRefused(answer, 500, "internal");
		assert.doesNotMatch(answer.text, /categor/);
		const [context] = world.loggedErrors.at(-1) as [{ requestId: string }];
		assert.equal(context.requestId, answer.headers["x-request-id"]);
	} finally {
		await sql`alter table hidden_categories rename to categories`;
		world.loggedErrors.length = 0;
	}
});

test("an aborted upload counts neither as a bug nor as a database error, and the next request is served", async () => {
	const warnings: unknown[] = [];
	log.warn = (...what: unknown[]) => void warnings.push(what);
	const { hostname, port } = new URL(world.url);
	for (const head of ["content-length: 500", "transfer-encoding: chunked"]) {
		const socket = connect(Number(port), hostname);
		socket.on("error", () => {});
		socket.write(
			`PATCH /api/account HTTP/1.1\r\nhost: x\r\ncookie: ${ada.cookie}\r\ncontent-type: application/json\r\n${head}\r\n\r\n5\r\n{"bio`,
		);
		await new Promise((resolve) => setTimeout(resolve, 100));
		socket.destroy();
	}
	await new Promise((resolve) => setTimeout(resolve, 100));
	assert.deepEqual([...world.loggedErrors, ...warnings], []);
	assert.equal((await ada.get("/api/account")).status, 200);
});
