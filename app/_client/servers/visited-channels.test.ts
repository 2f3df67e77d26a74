import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { lastVisitedPath } from "./visited-channels";

const channels = (...lastSeqs: number[]) =>
	lastSeqs.map((lastSeq, index) => ({ id: index + 1, lastSeq }) as MemberChannel);

test("a server opens at its last messages, and at its first channel only if there are none", () => {
	for (const [lastSeqs, path] of [
		[[0, 40_000], "/servers/7/channels/2"],
		[[0, 0, 3, 9], "/servers/7/channels/3"],
		[[2, 9], "/servers/7/channels/1"],
		[[0, 0], "/servers/7/channels/1"],
		[[], "/servers/7"],
	] as const)
		assert.equal(lastVisitedPath({ id: 7, channels: channels(...lastSeqs) }), path);
});
