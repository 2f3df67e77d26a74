import assert from "node:assert/strict";
import { test } from "node:test";
import { isRolesKey, rolesKey } from "./roles-key";

test("no other key of the cache is taken for the roles of a server", () => {
	for (const key of [null, 7, ["/api/servers/7/roles"], "/api/servers/7", "/api/servers/7/roles/order", "/api/roles/7"])
		assert.equal(isRolesKey(key), false, JSON.stringify(key));
});

test("the key of a server's roles is recognised", () => {
	assert.equal(isRolesKey(rolesKey(7)), true);
});
