import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "@/lib/realtime/protocol";
import { ApiError } from "../api";
import { removeByAuthor } from "./remove-by-author";

const by = (username: string, seq: number) => ({ author: { username }, channelId: 7, seq }) as Message;
const messages = [by("bob", 1), by("cara", 2), by("bob", 3), by("dan", 4)];
const refusal = (code: string, retryAfterMs?: number) =>
	new ApiError({ code, message: code, ...(retryAfterMs !== undefined && { retryAfterMs }) } as never, 400);

/** Runs with these errors, by user and in the order of the attempts. */
async function run(errors: Record<string, ApiError[]> = {}) {
	const sent: [string, number[]][] = [];
	const waits: number[] = [];
	const outcomes = await removeByAuthor(
		messages,
		async (subject, places) => {
			sent.push([subject, places.map(({ seq }) => seq)]);
			const error = errors[subject]?.shift();
			if (error) throw error;
			return { id: sent.length, removed: places.length };
		},
		async (ms) => waits.push(ms),
	);
	return {
		sent,
		waits,
		outcomes: outcomes.map(({ count, action, error }) => [count, action?.removed ?? error?.code]),
	};
}

test("the messages of each author are one action", async () => {
	const { sent, outcomes } = await run();
	assert.deepEqual(sent, [
		["bob", [1, 3]],
		["cara", [2]],
		["dan", [4]],
	]);
	assert.deepEqual(outcomes, [
		[2, 2],
		[1, 1],
		[1, 1],
	]);
});

test("a refusal for one author leaves the others as they are", async () => {
	const { outcomes } = await run({ cara: [refusal("forbidden")] });
	assert.deepEqual(outcomes, [
		[2, 2],
		[1, "forbidden"],
		[1, 1],
	]);
});

test("a limit is waited for, but not for ever", async () => {
	const once = await run({ bob: [refusal("rate_limited", 800)] });
	assert.deepEqual([once.waits, once.sent.length], [[800], 4]);
	assert.deepEqual(once.outcomes[0], [2, 2]);
	const always = await run({ bob: Array.from({ length: 9 }, () => refusal("rate_limited", 5)) });
	assert.deepEqual(always.outcomes, [
		[2, "rate_limited"],
		[1, 1],
		[1, 1],
	]);
});

test("without the connection nothing more is sent", async () => {
	const { sent, outcomes } = await run({ cara: [refusal("network")] });
	assert.equal(sent.length, 2);
	assert.deepEqual(outcomes, [
		[2, 2],
		[1, "network"],
		[1, "network"],
	]);
});
