import assert from "node:assert/strict";
import { test } from "node:test";
import { keepWindow, keptWindow } from "./window-cache";

const ada = { id: 1, username: "ada", displayName: "Ada", avatarUrl: null };
const log = (lastSeq: number) => ({ messages: [], lastSeq, rev: lastSeq, recent: [] });

test("what one person saw is never shown to the next who signs in here", () => {
	keepWindow(7, { viewer: ada, log: log(1) });
	assert.equal(keptWindow(7, 2), null);
	assert.equal(keptWindow(7, 1)?.log.lastSeq, 1);
});

test("the newest state of a channel is kept, and of many channels those seen last", () => {
	for (let channel = 100; channel < 140; channel++) keepWindow(channel, { viewer: ada, log: log(channel) });
	assert.equal(keptWindow(100, 1), null);
	assert.equal(keptWindow(139, 1)?.log.lastSeq, 139);
	keepWindow(120, { viewer: ada, log: log(999) });
	assert.equal(keptWindow(120, 1)?.log.lastSeq, 999);
});
