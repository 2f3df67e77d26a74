import assert from "node:assert/strict";
import { test } from "node:test";
import { firstForm, wantedAction, withKind } from "./moderation-form";

const now = Date.UTC(2030, 0, 1);
const message = { channelId: 3, seq: 9 };
const target = { serverId: 1, user: { id: 2, username: "eve", displayName: "Eve" } };

test("a timeout with the deletion of its message is one action, for an hour", () => {
	const opened = { ...target, kind: "timeout", message, deletesMessage: true, reason: "Spam" } as const;
	assert.deepEqual(wantedAction(firstForm(opened), opened, now), {
		subject: "eve",
		sanction: { kind: "timeout", until: "2030-01-01T01:00:00.000Z" },
		messages: [message],
		reason: "Spam",
	});
});

test("a message is deleted only if that was chosen, and a user without one has none", () => {
	const opened = { ...target, kind: "warn", message } as const;
	assert.deepEqual(wantedAction(firstForm(opened), opened, now), { subject: "eve", sanction: { kind: "warn" } });
	const without = { ...target, kind: "warn", deletesMessage: true } as const;
	assert.deepEqual(wantedAction(firstForm(without), without, now), { subject: "eve", sanction: { kind: "warn" } });
});

test("another sanction has its own usual duration", () => {
	const opened = { ...target, kind: "timeout" } as const;
	const ban = withKind(firstForm(opened), "ban");
	assert.deepEqual(wantedAction({ ...ban, purge: 168 }, opened, now), {
		subject: "eve",
		sanction: { kind: "ban", until: null },
		purgeHours: 168,
	});
});

test("without a sanction there is an action only if messages are removed", () => {
	const opened = { ...target, kind: "removal", message } as const;
	const form = firstForm(opened);
	assert.deepEqual(wantedAction(form, opened, now), { subject: "eve", purgeHours: 24 });
	assert.equal(wantedAction({ ...form, purge: 0 }, opened, now), null);
	assert.deepEqual(wantedAction({ ...form, purge: 0, deletes: true }, opened, now), {
		subject: "eve",
		messages: [message],
	});
});

test("an action from a case names the case", () => {
	const target = { serverId: 1, user: { username: "eve", displayName: "Eve" }, kind: "warn" as const };
	assert.equal(wantedAction(firstForm(target), { ...target, caseId: 4 }, 0)?.caseId, 4);
	assert.equal("caseId" in (wantedAction(firstForm(target), target, 0) ?? {}), false);
});
