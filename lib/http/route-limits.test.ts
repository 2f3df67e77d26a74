import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import { type ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { exhaust } from "@/test/support/rate-limits";
import { range, waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import { userWithCredentials } from "../auth/nextauth-options";
import { hashPassword } from "../auth/password";
import { issueTicket } from "../auth/sign-in";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { limits } from "./rate-limits";
import { parseProxies } from "./trusted-proxies";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open({ rateLimits: true });
	({ ada, bob } = await world.createThree());
	await sql`update users set password_hash = ${await hashPassword("correct horse", "here")} where username in ('ada', 'bob')`;
});
after(() => world.close());

/** Asserts the contents of a rate-limited response. */
function braked(answer: ApiResponse): number {
	assertRefused(answer, 429, "rate_limited");
	const retryAfterMs = answer.body.error?.retryAfterMs ?? 0;
	assert.ok(Number.isInteger(retryAfterMs) && retryAfterMs > 0);
	assert.equal(Number(answer.headers["retry-after"]), Math.ceil(retryAfterMs / 1000));
	return retryAfterMs;
}

/** All at once, and no more than was restored meanwhile: a slow machine's limit refills while it works. */
function within({ burst, everyMs }: { burst: number; everyMs: number }, taken: number, started: number): void {
	const most = burst + Math.ceil((performance.now() - started) / everyMs);
	assert.ok(taken >= burst && taken <= most, `${taken} of ${most} were taken`);
}

test("limits messages to twenty at once, then five a second, by socket and HTTP together", async () => {
	const { serverId, channelId } = await ada.createServer("Contour");
	await bob.join(serverId);
	const client = await ada.connect();
	const post = () => ada.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "hi" });
	const send = () => client.ask("message:send", { channelId, nonce: nonce(), content: "hi" });
	const started = performance.now();
	const [posts, sends] = await Promise.all([Promise.all(range(1, 15).map(post)), Promise.all(range(1, 15).map(send))]);
	const taken = posts.filter(({ status }) => status === 201).length + sends.filter(({ ok }) => ok).length;
	within(limits.messages, taken, started);
	for (const answer of posts) if (answer.status !== 201) braked(answer);
	for (const ack of sends)
		if (!ack.ok) assert.ok(ack.error?.code === "rate_limited" && (ack.error.retryAfterMs ?? 0) > 0);
	assert.equal((await bob.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "hi" })).status, 201);
	assert.equal((await ada.get("/api/account")).status, 200);
	const refusals = (await Promise.all(range(1, 10).map(post))).filter(({ status }) => status !== 201);
	const wait = Math.max(...refusals.map(braked));
	assert.ok(wait <= 250);
	await sleep(wait + 5);
	assert.equal((await post()).status, 201);
	client.close();
});

test("the rate limit is checked after the session, and before access and body", async () => {
	const carol = await world.createUser("carol");
	const answers = await Promise.all(range(1, 30).map(() => carol.post("/api/channels/999999/messages", "{")));
	assert.equal(answers.filter(({ status }) => status === 404).length >= 20, true);
	assert.ok(answers.some(({ status }) => status === 429));
	assertRefused(await world.guest().post("/api/channels/999999/messages", "{"), 401, "unauthenticated");
});

test("limits a user to 600 requests at once, over HTTP and by events together, without affecting others", async () => {
	const dan = await world.createUser("dan");
	const client = await dan.connect();
	const started = performance.now();
	const events = range(1, 300).map(() => client.ask("channel:close", { channelId: 1 }));
	const requests = range(1, 420).map(() => dan.get("/api/account"));
	const acks = await Promise.all(events);
	const answers = await Promise.all(requests);
	const taken = acks.filter(({ ok }) => ok).length + answers.filter(({ status }) => status === 200).length;
	within(limits.requests, taken, started);
	for (const answer of answers) if (answer.status !== 200) braked(answer);
	assert.equal((await ada.get("/api/account")).status, 200);
	client.close();
});

test("limits an address to twenty registrations an hour, and 300 requests at once without a session", async () => {
	const guest = world.guest();
	const register = (n: number) => guest.post("/api/account", { username: `new${n}`, password: "correct horse" });
	const answers = await Promise.all(range(1, 24).map(register));
	assert.equal(answers.filter(({ status }) => status === 201).length, 20);
	for (const answer of answers) if (answer.status !== 201) assert.ok(braked(answer) > 60_000);
	assert.equal((await guest.get("/api/categories")).status, 200);
	const requests = await Promise.all(range(1, 400).map(() => guest.get("/api/categories")));
	const taken = requests.filter(({ status }) => status === 200).length;
	assert.ok(taken >= 250 && taken < 400, `${taken} were taken`);
	for (const answer of requests) if (answer.status !== 200) braked(answer);
	const headers = { "x-forwarded-for": "203.0.113.9" };
	const claims = await Promise.all(range(1, 40).map(() => guest.call("GET", "/api/categories", { headers })));
	assert.ok(claims.some(({ status }) => status === 429));
	assert.equal((await ada.get("/api/categories")).status, 200);
});

test("rejects any sign-in after ten wrong passwords a minute for one account and address; elsewhere the right one works", async () => {
	for (const n of range(1, 10))
		assert.equal(await userWithCredentials(n % 2 ? "bob" : " BOB", `wrong ${n}`, "192.0.2.1"), null);
	for (const password of ["wrong", "correct horse"])
		await assert.rejects(userWithCredentials("bob", password, "192.0.2.1"), { code: "rate_limited" });
	assert.equal((await userWithCredentials("bob", "correct horse", "192.0.2.2"))?.name, "bob");
	assert.equal(await userWithCredentials("ada", "wrong", "192.0.2.1"), null);
	for (const _ of range(1, 12))
		assert.equal((await userWithCredentials("bob", "correct horse", "192.0.2.3"))?.name, "bob");
});

/** Makes all password checks wait until the returned function is called. */
function holdPasswordChecks(): () => void {
	const { hashing } = appState();
	const held = 2;
	hashing.running += held;
	return () => {
		hashing.running -= held;
		for (const next of hashing.waiting.splice(0, held)) {
			hashing.running++;
			next();
		}
	};
}

test("limits an address to twenty concurrent password checks, so that its flood leaves room for others", async () => {
	const release = holdPasswordChecks();
	const flood = range(1, 30).map((n) => userWithCredentials(`nobody${n}`, "wrong horse", "192.0.2.9"));
	const settled = Promise.allSettled(flood);
	let refused = 0;
	for (const one of flood) one.catch(() => refused++);
	await waitUntil("ten are refused", () => refused === 10);
	const other = userWithCredentials("bob", "correct horse", "192.0.2.10");
	release();
	assert.equal((await other)?.name, "bob");
	const refusals = (await settled).flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
	assert.deepEqual(
		refusals,
		range(1, 10).map(() => "rate_limited"),
	);
	assert.equal(await userWithCredentials("nobody", "wrong horse", "192.0.2.9"), null, "its places are free again");
	const { waiting } = appState().hashing;
	waiting.push(...range(1, 200).map(() => () => {}));
	await assert.rejects(userWithCredentials("bob", "correct horse", "192.0.2.11"), { code: "unavailable" });
	waiting.splice(0);
	assert.equal(appState().hashing.byAddress.size, 0);
});

test("keeps a user's twenty newest sockets; the oldest learns why and does not reconnect by itself", async () => {
	const erin = await world.createUser("erin");
	const all = [];
	for (const _ of range(1, 23)) all.push(await erin.connect({ reconnection: true, reconnectionDelay: 10 }));
	await sleep(200);
	for (const [index, client] of all.entries()) {
		assert.equal(client.socket.connected, index >= 3, `socket ${index}`);
		const serialized = client.of("error:too_many_sockets");
		if (index < 3) assert.equal(serialized[0]?.code, "too_many_sockets");
		else assert.deepEqual(serialized, []);
		client.close();
	}
});

test("each kind of expensive, permanent or cluster-wide request has a limit of its own, which affects nothing else", async () => {
	const carol = await world.createUser("maker");
	const { serverId, channelId } = await carol.createServer("Contour");
	await carol.sendMessage(channelId, "first");
	const first = `/api/channels/${channelId}/messages/1`;
	const guarded = await ada.createServer("Guarded");
	const { status, text } = await ada.patch(`/api/servers/${guarded.serverId}`, {
		joinRequirements: { approval: true },
	});
	assert.equal(status, 200, text);
	const [category] = await sql<{ id: number }[]>`select id from categories limit 1`;
	await sql`update users set is_admin = true where id = ${carol.id}`;
	const tried: Partial<Record<keyof typeof limits, (() => Promise<ApiResponse>)[]>> = {
		searches: [
			() => carol.get("/api/search?q=first"),
			() => carol.get("/api/admin/users"),
			() => carol.get("/api/admin/servers"),
		],
		administration: [
			() => carol.put("/api/admin/users/bob/suspension", {}),
			() => carol.delete("/api/admin/users/bob/suspension"),
			() => carol.delete("/api/admin/users/bob/sessions"),
			() => carol.post("/api/admin/users/bob/reset-link"),
			() => carol.put("/api/admin/users/bob/administrator"),
			() => carol.delete("/api/admin/users/bob/administrator"),
			() => carol.putPicture("/api/admin/icon", "x"),
			() => carol.delete("/api/admin/icon"),
			() => carol.post("/api/admin/jobs/1/retry"),
			() => carol.delete("/api/admin/servers/1"),
			() => carol.put("/api/admin/servers/1/owner", {}),
			() => carol.put("/api/admin/cases/1", {}),
			...["freeze", "delisting"].flatMap((part) => [
				() => carol.put(`/api/admin/servers/1/${part}`),
				() => carol.delete(`/api/admin/servers/1/${part}`),
			]),
		],
		uploads: [
			() => carol.upload(channelId, "a.txt", "hello"),
			() => carol.putPicture("/api/account/avatar", "x"),
			() => carol.putPicture(`/api/servers/${serverId}/icon`, "x"),
			() => carol.putPicture(`/api/servers/${serverId}/banner`, "x"),
			() => carol.putPicture("/api/admin/icon", "x"),
			() => carol.uploadEmoji(serverId, "kiln", "x"),
		],
		downloads: [
			() => carol.get("/api/attachments/1"),
			() => carol.get("/api/attachments/1/thumbnail"),
			() => carol.get(`${first}/embeds/0/picture`),
			() => carol.get("/api/pictures/x"),
			() => carol.get("/api/emoji/1"),
			() => carol.get("/api/emoji/1/still"),
		],
		keywords: [() => carol.put("/api/account/keywords", { keywords: [] })],
		edits: [() => carol.patch(first, { content: "other" })],
		threads: [() => carol.post(`${first}/thread`)],
		channels: [() => carol.post(`/api/servers/${serverId}/channels`, { name: "one-more" })],
		access: [
			() => carol.post(`/api/servers/${serverId}/roles`, { name: "Guides" }),
			() => carol.put(`/api/servers/${serverId}/roles/order`, { roleIds: [] }),
			() => carol.put(`/api/channels/${channelId}/overrides`, { overrides: [] }),
			() => carol.put(`/api/servers/${serverId}/members/carol/nickname`, { nickname: null }),
			() => carol.put(`/api/servers/${serverId}/raid-mode`, { until: null }),
			() => carol.post(`/api/servers/${serverId}/cases/1/escalate`),
			() => carol.put(`/api/servers/${serverId}/raid-watch`, { action: "off" }),
			() => carol.put(`/api/servers/${serverId}/retention`, { keepDays: null }),
			() => carol.put(`/api/channels/${channelId}/retention`, { keepDays: null }),
		],
		bulkActions: [
			() => carol.post(`/api/servers/${serverId}/moderation-actions/bulk`, {}),
			() => carol.call("DELETE", `/api/servers/${serverId}/moderation-actions/bulk`, { body: {} }),
		],
		emoji: [
			() => carol.patch(`/api/servers/${serverId}/emoji/1`, {}),
			() => carol.delete(`/api/servers/${serverId}/emoji/1`),
		],
		automod: [
			() => carol.post(`/api/servers/${serverId}/automod/rules`, {}),
			() => carol.patch(`/api/servers/${serverId}/automod/rules/1`, {}),
			() => carol.delete(`/api/servers/${serverId}/automod/rules/1`),
		],
		dryRuns: [() => carol.post(`/api/servers/${serverId}/automod/dry-run`, {})],
		emailChanges: [() => carol.put("/api/account/email", {}), () => carol.post("/api/account/email/resend")],
		accountChanges: [
			() => carol.post("/api/account/delete", {}),
			() => carol.put("/api/account/username", {}),
			() => carol.post("/api/account/export", {}),
		],
		accountSettings: [() => carol.put("/api/account/settings", {})],
		secondFactors: [
			() => carol.put("/api/account/totp", { code: "123456" }),
			() => carol.post("/api/account/reauthenticate", { code: "123456" }),
			async () => {
				const { ticket } = await issueTicket(carol.id, null);
				return world.guest().post("/api/sign-in/second", { ticket, code: "123456" });
			},
		],
		identityChanges: [() => carol.post("/api/account/identities", {}), () => carol.delete("/api/account/identities/1")],
		invites: [() => carol.post(`/api/servers/${serverId}/invites`, {})],
		joinRequests: [() => carol.post(`/api/membership/${guarded.serverId}`)],
		reports: [() => carol.post("/api/reports", { channelId, seq: 1, category: "spam" })],
		servers: [() => carol.post("/api/servers", { name: "One more", categoryId: category?.id })],
		messages: [() => carol.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "hi" })],
		requests: [() => carol.get("/api/account"), () => carol.put(`${first}/pin`), () => carol.get("/explore")],
	};
	for (const [name, requests] of Object.entries(tried) as [keyof typeof limits, (() => Promise<ApiResponse>)[]][]) {
		if (name !== "requests") assert.equal((await carol.get("/api/account")).status, 200, `before ${name}`);
		exhaust(name, carol.id);
		for (const call of requests) {
			const answer = await call();
			if (answer.headers["content-type"] === "application/json") braked(answer);
			else assert.equal(answer.status, 429);
		}
	}
	// Tested above, or with the link previews, invites, e-mails and providers.
	const elsewhere = [
		"providerSignIns",
		"resets",
		"resetsOfAccount",
		"inviteLookups",
		"guests",
		"registrations",
		"challenges",
		"passwords",
		"signIns",
		"handshakes",
		"previews",
		"previewPictures",
	];
	assert.deepEqual(Object.keys(limits).toSorted(), [...Object.keys(tried), ...elsewhere].toSorted());
});

test("without a session each address has its own limits, for requests, files, pages, accounts and passwords", async () => {
	const trusted = config.trustedProxies;
	config.trustedProxies = parseProxies("loopback", assert.fail);
	const guest = world.guest();
	const [spent, other] = ["198.51.100.1", "198.51.100.2"];
	const from = (address: string, method: string, path: string, body?: object) =>
		guest.call(method, path, { headers: { "x-forwarded-for": address }, ...(body && { body }) });
	const register = { username: "from_afar", password: "correct horse" };
	const tried = [
		["guests", "GET", "/api/categories", 200],
		["guests", "GET", "/explore", 404],
		["downloads", "GET", "/api/pictures/x", 404],
		["registrations", "POST", "/api/account", 201],
		["challenges", "POST", "/api/account/challenge", 200],
	] as const;
	try {
		for (const [n, [name, method, path, status]] of tried.entries()) {
			const body = path === "/api/account" ? register : undefined;
			// Each limit alone: the one for all requests would refuse them too.
			const alone = `203.0.113.${n}`;
			exhaust(name, alone);
			assert.equal((await from(alone, method, path, body)).status, 429, path);
			assert.equal((await from(other, method, path, body)).status, status, path);
		}
		exhaust("signIns", spent);
		const [id, part] = ["AAAA", "AAAA"];
		const signed = { clientDataJSON: part, authenticatorData: part, signature: part };
		const response = { id, rawId: id, type: "public-key", clientExtensionResults: {}, response: signed };
		const headers = { "x-forwarded-for": spent };
		exhaust("signIns", "198.51.100.3");
		assert.equal((await from("198.51.100.3", "POST", "/api/sign-in/passkey", { response })).status, 429);
		assert.equal((await from(other, "POST", "/api/sign-in/passkey", { response })).status, 403);
		const proof = { headers, body: { assertion: response } };
		assert.equal((await ada.call("POST", "/api/account/reauthenticate", proof)).status, 429);
		await assert.rejects(userWithCredentials("bob", "correct horse", spent), { code: "rate_limited" });
		assert.equal((await userWithCredentials("bob", "correct horse", other))?.name, "bob");
	} finally {
		config.trustedProxies = trusted;
	}
});
