import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStorage } from "@/test/support/memory-storage";
import { wipeUnsent } from "./wipe-unsent";

test("a signed-in user finds nothing unsent and no open folder of others, and a guest nothing at all", () => {
	const storage = memoryStorage();
	const mine = ["hearth.draft.1.7", "hearth.outbox.1.nonce", "hearth.files.1 7", "hearth.rail.1"];
	const others = [
		"hearth.draft.12.7",
		"hearth.outbox.2.nonce",
		"hearth.files.12 7",
		"hearth.rail.2",
		"hearth.rail.open",
	];
	const opened = ["hearth.recent", "hearth.channel.7", "hearth.folded.7"];
	for (const key of [...mine, ...others, ...opened, "hearth.panel"]) storage.setItem(key, "x");
	wipeUnsent(1, [storage]);
	assert.deepEqual(storage.keys(), [...mine, ...opened, "hearth.panel"]);
	wipeUnsent(null, [storage]);
	assert.deepEqual(storage.keys(), ["hearth.panel"]);
});
