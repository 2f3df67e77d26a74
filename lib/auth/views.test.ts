import assert from "node:assert/strict";
import { test } from "node:test";
import { closes, mayView, permissionsIn, type View } from "./views";

const viewWith = (channels: number[], exceptions: [number, number][] = []): View => ({
	...{ serverId: 1, room: "view:1:x", isReadOnly: false, inServer: 7, inChannels: 7 },
	exceptions: new Map(exceptions),
	channels: new Set(channels),
});

test("nobody has a permission in a channel that their view does not know", () => {
	const view = viewWith([10, 11], [[11, 6]]);
	assert.deepEqual(
		[10, 11, 12].map((id) => permissionsIn(view, id)),
		[7, 6, 0],
	);
	assert.deepEqual(
		[10, 11, 12].map((id) => mayView(view, id)),
		[true, false, false],
	);
});

test("a channel that may not be viewed any more is closed, and a deleted one, but none that is newer than the view", () => {
	const before = viewWith([10, 11]);
	assert.ok(closes(before, viewWith([10, 11], [[11, 6]]), 11));
	assert.ok(closes(before, viewWith([10]), 11));
	assert.ok(!closes(before, viewWith([10, 11]), 11));
	assert.ok(!closes(before, viewWith([10, 11]), 12));
	assert.ok(!closes(undefined, viewWith([10, 11]), 12));
});
