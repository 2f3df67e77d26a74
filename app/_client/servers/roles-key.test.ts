import assert from "node:assert/strict";
import { test } from "node:test";
import { isRolesKey, rolesKey } from "./roles-key";

test("no other key of the cache is one of roles", () => {
	for (const key of [null, 7, ["/api/servers/7/roles"], "/api/servers/7", "/api/servers/7/roles/order", "/api/roles/7"])
		assert.equal(isRolesKey(key), false, JSON.stringify(key));
});

test("the key of a server's roles is one of roles", () => {
	assert.equal(isRolesKey(rolesKey(7)), true);
});
