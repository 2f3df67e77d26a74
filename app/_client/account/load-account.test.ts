import assert from "node:assert/strict";
import { test } from "node:test";
import type { OwnUser } from "@/lib/realtime/protocol";
import { onSessionExpired } from "../realtime/session-expired";
import { loadAccount } from "./load-account";

test("a document ends when the account is another user's", async () => {
	const account = { user: { id: 2 } as OwnUser };
	let ends = 0;
	const stop = onSessionExpired(() => ends++);
	assert.equal(await loadAccount(2, async () => account), account);
	assert.equal(ends, 0);
	await assert.rejects(
		loadAccount(1, async () => account),
		{ code: "unauthenticated" },
	);
	assert.equal(ends, 1);
	stop();
});
