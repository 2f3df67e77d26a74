import assert from "node:assert/strict";
import { test } from "node:test";
import { ada, bob, channelId, eve, setUpCommunity } from "@/test/support/community";
import { nonce } from "@/test/support/test-server";
import type { Viewer } from "../auth/viewer";
import { isAppError } from "../errors";
import type { SendResult } from "./append-queue";
import { settle } from "./settle-batch";

setUpCommunity();

/** Settles a message of this user that the database has refused. */
const refused = (viewer: Pick<Viewer, "id">) =>
	new Promise<SendResult>((resolve, reject) => {
		const draft = { viewer: viewer as Viewer, input: { nonce: nonce(), content: "hi" }, names: [], resolve, reject };
		const none = { known: [], knownSeqs: [], lost: [], unfit: [], early: [], earlyMs: null };
		const about = { at: new Date().toISOString(), lastSeq: 0, lastRev: 0, serverId: 1, hidden: false, parentId: null };
		const nobody = { uncounted: 0, extras: null, mentions: null, followers: [], people: null, mentionsKeyword: false };
		settle({ channelId, messages: [draft], done: () => {} }, { ...about, ...none, ...nobody, refused: [1] });
	});

test("a message that was refused for a reason which has ended since can be sent again", async () => {
	for (const member of [ada, bob])
		await assert.rejects(refused(member), (error) => isAppError(error, "unavailable") && error.retryAfterMs === 100);
	await assert.rejects(refused(eve), (error) => isAppError(error, "not_member"));
});
