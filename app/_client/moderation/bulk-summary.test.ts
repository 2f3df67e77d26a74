import assert from "node:assert/strict";
import { test } from "node:test";
import type { BulkResult, ModerationAction } from "@/lib/realtime/protocol";
import { bulkSummary } from "./bulk-summary";

const author = { id: 1, username: "bob", displayName: "Bob", avatarUrl: null };
const done = (id: number): BulkResult => {
	const times = { until: null, createdAt: "", undoneAt: null, undoUntil: "" };
	const action: ModerationAction = {
		id,
		kind: "kick",
		subject: author,
		actor: author,
		rule: null,
		reason: "",
		note: "",
		removed: 0,
		...times,
	};
	return { username: "bob", action, error: null };
};
const refused = (code: string): BulkResult => ({ username: "x", action: null, error: { code, message: "" } });

test("a bulk sanction is summed up as its actions, and how many were left out for each reason", () => {
	assert.deepEqual(bulkSummary([]), { ids: [], skipped: [] });
	const codes = ["unavailable", "user_not_found", "forbidden", "user_not_found", "internal"];
	assert.deepEqual(bulkSummary([done(3), ...codes.map(refused), done(9)]), {
		ids: [3, 9],
		skipped: [
			{ why: "forbidden", count: 1 },
			{ why: "user_not_found", count: 2 },
			{ why: "other", count: 2 },
		],
	});
});
