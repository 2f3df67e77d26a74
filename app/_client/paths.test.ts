import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callbackPath, isInServer, loginPath } from "./paths";

describe("where signing in leads", () => {
	it("never off this site", () => {
		const elsewhere = [
			"https://evil.example/",
			"//evil.example",
			"/\\evil.example",
			"/\t/evil.example",
			"/\n\\evil.example",
			"\\/evil.example",
			"javascript:alert(1)",
			"/..//evil.example/%2e%2e",
			"evil.example",
			"",
		];
		for (const wanted of elsewhere) {
			const url = new URL(callbackPath(wanted), "https://here.example");
			assert.equal(url.origin, "https://here.example", JSON.stringify(wanted));
		}
		for (const wanted of [undefined, null, ["/a", "/b"]]) assert.equal(callbackPath(wanted), "/");
	});

	it("is back to the very place", () => {
		const place = "/servers/3/channels/7/42?q=a%20b#end";
		const login = new URL(loginPath(place), "https://here.example");
		assert.equal(callbackPath(login.searchParams.get("callbackUrl")), place);
	});
});

describe("the open server", () => {
	it("is told by the whole number", () => {
		assert.ok(isInServer("/servers/1", 1));
		assert.ok(isInServer("/servers/1/settings/people", 1));
		assert.ok(!isInServer("/servers/10", 1));
	});
});
