import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { ApiClient, assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";
import { cookiesFor } from "../auth/nextauth-options";
import { config } from "../process/config";

let world: TestServer;
let ada: ApiClient;
let eve: ApiClient;

before(async () => {
	world = await TestServer.open();
	[ada, eve] = (await world.createUsers("ada", "eve")) as [ApiClient, ApiClient];
});
afterEach(() => {
	config.publicUrl = undefined;
});
after(() => world.close());

const withCookie = (cookie: string) => new ApiClient(world.url, 0, "", "", cookie);
const bound = (who: ApiClient) => `__Host-${who.cookie}`;

test("behind TLS a session counts only under the __Host- name that no neighbouring host can set, over HTTP and at the handshake", async () => {
	config.publicUrl = "https://chat.example.org";
	for (const cookie of [`${eve.cookie}; ${bound(ada)}`, `${bound(ada)}; ${eve.cookie}`, bound(ada)]) {
		assert.equal((await withCookie(cookie).get("/api/account")).body.user?.username, "ada", cookie);
		(await withCookie(cookie).connect()).close();
	}
	const twice = `${bound(ada)}; ${bound(eve)}; ${eve.cookie}`;
	for (const cookie of [
		eve.cookie,
		twice,
		`__Host-x; ${eve.cookie}`,
		`__host-${eve.cookie}`,
		`__Secure-${eve.cookie}`,
	]) {
		assertRefused(await withCookie(cookie).get("/api/account"), 401, "unauthenticated");
		await assert.rejects(withCookie(cookie).connect(), {
			data: { code: "unauthenticated", message: "Sign in to go on." },
		});
	}
});

test("without TLS, where browsers reject that name, only the plain one counts", async () => {
	assert.equal((await withCookie(`${bound(eve)}; ${ada.cookie}`).get("/api/account")).body.user?.username, "ada");
	assertRefused(await withCookie(bound(ada)).get("/api/account"), 401, "unauthenticated");
});

test("behind TLS sign-in sets the prefix and the attributes it requires: Secure, path /, no domain", () => {
	const secure = Object.values(cookiesFor(true));
	assert.equal(secure.length, 3);
	for (const cookie of secure) {
		assert.match(cookie.name, /^__Host-hearth\./);
		assert.deepEqual(cookie.options, { httpOnly: true, sameSite: "lax", path: "/", secure: true });
	}
	for (const cookie of Object.values(cookiesFor(false))) assert.match(cookie.name, /^hearth\./);
});
