import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
	callbackPath,
	channelPath,
	firstChannelPath,
	inviteCodeAt,
	invitePath,
	isInServer,
	isSettingsPath,
	loginPath,
	ownPageAt,
	serverIdAt,
	serverPath,
	serverSettingsPath,
	slugPath,
	threadPath,
	welcomePath,
} from "./paths";

describe("the address after signing in", () => {
	it("never leaves this site", () => {
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

	it("returns to the original path", () => {
		const place = "/servers/3/channels/7/42?q=a%20b#end";
		const login = new URL(loginPath(place), "https://here.example");
		assert.equal(callbackPath(login.searchParams.get("callbackUrl")), place);
	});
});

describe("the open server", () => {
	it("is recognized by its complete id", () => {
		assert.ok(isInServer("/servers/1", 1));
		assert.ok(isInServer("/servers/1/settings/people", 1));
		assert.ok(!isInServer("/servers/10", 1));
	});

	it("is found in the path of each of its pages", () => {
		for (const path of ["/servers/3", "/servers/3/", "/servers/3/settings/people", "/servers/3/channels/7"])
			assert.equal(serverIdAt(path), 3);
		for (const path of ["/", "/servers", "/servers/3x", "/explore/3"]) assert.equal(serverIdAt(path), null);
	});
});

it("names servers, their settings, channels, messages and threads", () => {
	assert.equal(serverPath(3), "/servers/3");
	assert.equal(serverSettingsPath(3), "/servers/3/settings");
	assert.equal(serverSettingsPath(3, "/people"), "/servers/3/settings/people");
	assert.equal(channelPath(3, 7), "/servers/3/channels/7");
	assert.equal(channelPath(3, 7, 42), "/servers/3/channels/7/42");
	assert.equal(threadPath(3, 7, 42), "/servers/3/channels/7/42?thread=42");
	assert.equal(threadPath(3, 7, 42, 5), "/servers/3/channels/7/42?thread=42&reply=5");
	assert.equal(firstChannelPath(3, [{ id: 7 }, { id: 8 }]), "/servers/3/channels/7");
	for (const channels of [[], undefined]) assert.equal(firstChannelPath(3, channels), "/servers/3");
	const channels = [{ id: 7 }, { id: 8 }];
	assert.equal(welcomePath({ id: 3, channels, welcomeChannelId: 8 }), "/servers/3/channels/8");
	for (const welcomeChannelId of [null, 9])
		assert.equal(welcomePath({ id: 3, channels, welcomeChannelId }), "/servers/3/channels/7");
});

it("names the pages of invites and slugs, and finds the code of an invite in its path", () => {
	assert.equal(slugPath("painters"), "/s/painters");
	assert.equal(inviteCodeAt(invitePath("aB3dE5fG7hJk")), "aB3dE5fG7hJk");
	for (const path of ["/invite/", "/invite/a/b", "/servers/1", "/invites/aB3dE5fG7hJk"])
		assert.equal(inviteCodeAt(path), null);
});

describe("the pages that the browser renders by itself", () => {
	it("knows them by their path", () => {
		assert.equal(ownPageAt("/"), "home");
		assert.equal(ownPageAt("/explore"), "explore");
		assert.equal(ownPageAt("/explore/games"), "explore");
		assert.equal(ownPageAt("/inbox"), "inbox");
		assert.equal(ownPageAt("/saved"), "saved");
		for (const path of ["/explore/games/more", "/inbox/1", "/settings", "/servers/1", "/login", "/savedx"])
			assert.equal(ownPageAt(path), null);
	});

	it("tells settings from other pages", () => {
		for (const path of ["/settings", "/settings/profile", "/servers/1/settings", "/servers/1/settings/people"])
			assert.ok(isSettingsPath(path));
		for (const path of ["/", "/servers/1", "/servers/1/channels/2", "/settingsx"]) assert.ok(!isSettingsPath(path));
	});
});
