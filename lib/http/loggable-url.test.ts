import assert from "node:assert/strict";
import { test } from "node:test";
import { loggableUrl } from "./loggable-url";

test("no log contains the code of an invite, also not of one that the user returns to after signing in", () => {
	for (const url of [
		"/invite/aB3dE5fG7hJk",
		"/Invite/aB3dE5fG7hJk?_rsc=1",
		"/api/invites/aB3dE5fG7hJk",
		"/login?callbackUrl=%2Finvite%2FaB3dE5fG7hJk",
	])
		assert.doesNotMatch(loggableUrl(url), /aB3dE5fG7hJk/, url);
});

test("a log has the path of any other request, without its query", () => {
	assert.equal(loggableUrl("/servers/1/settings/invites"), "/servers/1/settings/invites");
	assert.equal(loggableUrl("/explore/games?q=secret"), "/explore/games");
	assert.equal(loggableUrl(undefined), "");
});
