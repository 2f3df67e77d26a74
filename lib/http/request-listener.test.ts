import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
before(async () => {
	world = await TestServer.open();
});
after(() => world.close());

/** The status line of the response to a request exactly as written. */
async function firstLineFor(request: string): Promise<string> {
	const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
	socket.write(`${request} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`);
	const [bytes] = await once(socket, "data");
	socket.destroy();
	return String(bytes).split("\r\n", 1)[0] ?? "";
}

test("rejects a target that is not a valid path, without a server error", async () => {
	for (const target of ["*", "http://x?/a", "ftp://x/a", "http://?a", "HTTP://x#a", "x", "?a"])
		assert.match(await firstLineFor(`GET ${target}`), /^HTTP\/1\.1 400 /, target);
	assert.match(await firstLineFor("GET http://x/healthz"), /^HTTP\/1\.1 200 /);
});

test("rejects NextAuth endpoints and methods that are not in use", async () => {
	const guest = world.guest();
	for (const path of [
		"providers",
		"signin",
		"error",
		"verify-request",
		"_log",
		"callback/%63redentials",
		"callback/x",
		"csrf/",
		"",
	])
		assertRefused(await guest.get(`/api/auth/${path}`), 404, "not_found");
	for (const [method, path] of [
		["TRACE", "session"],
		["OPTIONS", "session"],
		["PUT", "csrf"],
		["GET", "callback/credentials"],
		["GET", "signout"],
		["DELETE", "signout"],
	] as const) {
		const answer = await guest.call(method, `/api/auth/${path}`);
		assert.equal(answer.status, 405, `${method} ${path}`);
		assert.ok(answer.headers.allow);
	}
});

test("every response isolates itself from other sites' windows, frames and documents, and forbids MIME sniffing", async () => {
	const sockets = "/socket.io/?EIO=4&transport=polling";
	for (const path of [
		"/",
		"/nowhere",
		"/api/account",
		"/api/nowhere",
		"/api/auth/x",
		"/healthz",
		"/%ff",
		"/x/../y",
		sockets,
	])
		for (const more of [{}, { origin: "http://elsewhere.example" }] as Record<string, string>[])
			for (const method of ["GET", "POST"]) {
				const { headers } = await world.guest().call(method, path, { headers: more });
				const asked = `${method} ${path} ${JSON.stringify(more)}`;
				assert.equal(headers["x-frame-options"], "DENY", asked);
				assert.equal(headers["x-content-type-options"], "nosniff", asked);
				assert.equal(headers["referrer-policy"], "strict-origin-when-cross-origin", asked);
				assert.equal(headers["cross-origin-opener-policy"], "same-origin", asked);
				assert.equal(headers["cross-origin-resource-policy"], "same-origin", asked);
				assert.equal(headers["access-control-allow-origin"], undefined, asked);
			}
});

test("a page runs only its own response's scripts, connects to its own host alone and is never framed", async () => {
	const { headers } = await world.guest().call("GET", "/", { headers: { host: "here.example" } });
	const policy = String(headers["content-security-policy"]);
	const [nonce] = /(?<='nonce-)[A-Za-z0-9+/=]{24}(?=')/.exec(policy) ?? [];
	assert.ok(nonce, policy);
	assert.deepEqual(policy.split("; "), [
		"default-src 'self'",
		`script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' blob:",
		"media-src 'self' blob:",
		"font-src 'self' data:",
		"connect-src 'self' ws://here.example wss://here.example",
		"worker-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	]);
	const odd = await world.guest().call("GET", "/", { headers: { host: "x; script-src *" } });
	assert.match(String(odd.headers["content-security-policy"]), /connect-src 'self'; worker-src/);
});
