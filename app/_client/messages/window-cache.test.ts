import assert from "node:assert/strict";
import { test } from "node:test";
import { cachedWindow, cacheWindow } from "./window-cache";

const ada = { id: 1, username: "ada", displayName: "Ada", avatarUrl: null };
const log = (lastSeq: number) => ({ messages: [], lastSeq, rev: lastSeq, recent: [] });

test("a user's cached windows are never shown to the next user", () => {
	cacheWindow(7, { viewer: ada, log: log(1) });
	assert.equal(cachedWindow(7, 2), null);
	assert.equal(cachedWindow(7, 1)?.log.lastSeq, 1);
});

test("keeps the latest state of a channel, and the most recent channels", () => {
	for (let channel = 100; channel < 140; channel++) cacheWindow(channel, { viewer: ada, log: log(channel) });
	assert.equal(cachedWindow(100, 1), null);
	assert.equal(cachedWindow(139, 1)?.log.lastSeq, 139);
	cacheWindow(120, { viewer: ada, log: log(999) });
	assert.equal(cachedWindow(120, 1)?.log.lastSeq, 999);
});
