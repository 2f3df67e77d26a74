import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { refused } from "./test-person";
import { World } from "./test-world";

let world: World;
before(async () => {
	world = await World.open();
});
after(() => world.close());

/** The first line of the answer to a request exactly as written. */
async function firstLineFor(request: string): Promise<string> {
	const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
	socket.write(`${request} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`);
	const [bytes] = await once(socket, "data");
	socket.destroy();
	return String(bytes).split("\r\n", 1)[0] ?? "";
}

test("a target that is no path of ours is refused, and nothing goes wrong over it", async () => {
	for (const target of ["*", "http://x?/a", "ftp://x/a", "http://?a", "HTTP://x#a", "x", "?a"])
		assert.match(await firstLineFor(`GET ${target}`), /^HTTP\/1\.1 400 /, target);
	assert.match(await firstLineFor("GET http://x/healthz"), /^HTTP\/1\.1 200 /);
});

test("of NextAuth's endpoints only those that are used exist, by the methods they are used by", async () => {
	const stranger = world.stranger();
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
		refused(await stranger.get(`/api/auth/${path}`), 404, "not_found");
	for (const [method, path] of [
		["TRACE", "session"],
		["OPTIONS", "session"],
		["PUT", "csrf"],
		["GET", "callback/credentials"],
		["GET", "signout"],
		["DELETE", "signout"],
	] as const) {
		const answer = await stranger.call(method, `/api/auth/${path}`);
		assert.equal(answer.status, 405, `${method} ${path}`);
		assert.ok(answer.headers.allow);
	}
});

test("every answer keeps other sites' windows and documents away from it", async () => {
	for (const path of ["/", "/nowhere", "/api/account", "/api/nowhere", "/api/auth/x", "/healthz", "/%ff"]) {
		const { headers } = await world.stranger().get(path);
		assert.equal(headers["cross-origin-opener-policy"], "same-origin", path);
		assert.equal(headers["cross-origin-resource-policy"], "same-origin", path);
	}
});
