import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "@/lib/realtime/protocol";
import { memoryStorage } from "@/test/support/memory-storage";
import { Outbox, type SendError, type SendMessage } from "./outbox";

const stored = (channelId: number, nonce: string, content: string, seq: number): Message => ({
	channelId,
	seq,
	rev: seq,
	nonce,
	author: { id: 1, username: "ada", displayName: "Ada", avatarUrl: null },
	content,
	replyTo: null,
	createdAt: "2026-01-01T00:00:00.000Z",
	editedAt: null,
	deletedAt: null,
	reactions: [],
	attachments: [],
});
const refusal = (code: string, retryAfterMs?: number): SendError => ({
	error: { code, message: code, ...(retryAfterMs ? { retryAfterMs } : {}) },
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const write = (outbox: Outbox, nonce: string, content = nonce, channelId = 7) =>
	outbox.add({ nonce, channelId, content, replyTo: null });

/** A server with a list of responses, which then accepts everything, each nonce once. */
function server(answers: SendError[] = []) {
	const log: string[] = [];
	const tries: string[] = [];
	const send: SendMessage = async ({ channelId, nonce, content }) => {
		tries.push(nonce);
		const refused = answers.shift();
		await Promise.resolve();
		if (refused) return refused;
		if (!log.includes(nonce)) log.push(nonce);
		return { message: stored(channelId, nonce, content, log.indexOf(nonce) + 1) };
	};
	return { log, tries, send };
}
const open = (send: SendMessage, storage = memoryStorage(), tab = "tab-1") => {
	const waits: number[] = [];
	const outbox = new Outbox({ userId: 1, tab, storage, send, wait: async (ms) => void waits.push(ms) });
	return { outbox, waits };
};

test("messages of a channel are sent in the order they were written", async () => {
	const { log, send } = server();
	const { outbox } = open(send);
	for (const nonce of ["a", "b", "c", "d"]) write(outbox, nonce);
	assert.equal(log.length, 0);
	outbox.setConnected(true);
	await settled();
	assert.deepEqual(log, ["a", "b", "c", "d"]);
	outbox.stop();
});

test("an unacknowledged message survives a reload, and is sent with the same nonce", async () => {
	const storage = memoryStorage();
	const before = open(async () => refusal("network"), storage);
	write(before.outbox, "a", "bringing both proofs");
	assert.equal(storage.keys().length, 1);
	const { log, send } = server();
	const after = open(send, storage, "tab-2");
	assert.equal(after.outbox.getSnapshot()[0]?.content, "bringing both proofs");
	after.outbox.setConnected(true);
	await settled();
	assert.deepEqual(log, [], "it belongs to the other tab as long as that one lives");
	after.outbox.takeOver(() => false);
	await settled();
	assert.deepEqual(log, ["a"]);
	assert.deepEqual(storage.keys(), []);
});

test("waits for a rate limit, in order", async () => {
	const { log, send } = server([refusal("rate_limited", 1200)]);
	const { outbox, waits } = open(send);
	outbox.setConnected(true);
	write(outbox, "a");
	write(outbox, "b");
	await settled();
	assert.deepEqual(waits, [1200]);
	assert.deepEqual(log, ["a", "b"]);
});

test("waits until slow mode lets the message pass, and does not fail it", async () => {
	const { log, tries, send } = server([refusal("slow_mode", 18_000)]);
	const { outbox, waits } = open(send);
	outbox.setConnected(true);
	write(outbox, "a");
	await settled();
	assert.deepEqual([waits, tries, log], [[18_000], ["a", "a"], ["a"]]);
	assert.equal(outbox.getSnapshot()[0]?.failure, null);
});

test("waits for a temporarily unavailable server, however often, without failing", async () => {
	const { log, tries, send } = server([...Array(5).fill(refusal("unavailable")), refusal("unavailable", 300)]);
	const { outbox, waits } = open(send);
	outbox.setConnected(true);
	write(outbox, "a");
	write(outbox, "b");
	await settled();
	assert.deepEqual(waits, [1000, 1000, 1000, 1000, 1000, 300]);
	assert.deepEqual(log, ["a", "b"]);
	assert.deepEqual(tries, [...Array(7).fill("a"), "b"]);
	assert.ok(outbox.getSnapshot().every(({ failure }) => failure === null));
});

test("a permanent error fails its message with the reason, and later ones continue", async () => {
	const { log, send } = server([refusal("invalid_request")]);
	const { outbox } = open(send);
	outbox.setConnected(true);
	write(outbox, "a");
	write(outbox, "b");
	await settled();
	assert.deepEqual(log, ["b"]);
	assert.equal(outbox.getSnapshot().find(({ nonce }) => nonce === "a")?.failure?.code, "invalid_request");
	outbox.retry("a");
	await settled();
	assert.deepEqual(log, ["b", "a"]);
});

test("a failed message stays failed after a reload", async () => {
	const storage = memoryStorage();
	const { outbox } = open(async () => refusal("slow_down"), storage);
	outbox.setConnected(true);
	write(outbox, "a");
	await settled();
	assert.equal(open(server().send, storage).outbox.getSnapshot()[0]?.failure?.code, "slow_down");
});

test("messages for a channel that the author has lost access to leave the storage, and are reported once", async () => {
	const storage = memoryStorage();
	const reported: string[][] = [];
	const outbox = new Outbox({
		userId: 1,
		tab: "tab-1",
		storage,
		send: async () => refusal("channel_not_found"),
		lost: (items) => void reported.push(items.map(({ nonce }) => nonce)),
	});
	for (const nonce of ["a", "b"]) write(outbox, nonce);
	write(outbox, "c", "elsewhere", 8);
	assert.equal(storage.keys().length, 3);
	outbox.setConnected(true);
	await settled();
	assert.deepEqual(storage.keys(), []);
	assert.deepEqual(reported, [["a", "b"], ["c"]]);
	outbox.reload();
	assert.equal(outbox.getSnapshot().length, 3, "they can be copied in this document");
});

test("only the tab of a message deletes it with the access to its channel, so that it can be copied there", async () => {
	const storage = memoryStorage();
	const lost = refusal("channel_not_found").error;
	const own = open(async () => refusal("network"), storage, "tab-1").outbox;
	write(own, "a");
	const other = open(async () => refusal("network"), storage, "tab-2").outbox;
	other.forgetChannel(7, lost);
	own.reload();
	assert.deepEqual([own.getSnapshot().length, storage.keys().length], [1, 1]);
	own.forgetChannel(7, lost);
	assert.deepEqual([own.getSnapshot().length, storage.keys().length], [1, 0]);
	write(own, "b");
	other.reload();
	other.takeOver(() => false);
	assert.equal(other.getTakenOver(), 1, "the access is checked again");
	other.forgetChannel(7, lost);
	assert.deepEqual(storage.keys(), [], "those of closed tabs are deleted when they are taken over");
});

test("a message that was reported as not sent is not sent when the access returns, unless its author retries", async () => {
	const { log, send } = server();
	const { outbox } = open(send);
	write(outbox, "a");
	outbox.forgetChannel(7, refusal("not_member").error);
	outbox.setConnected(true);
	await settled();
	assert.deepEqual(log, []);
	assert.equal(outbox.getSnapshot()[0]?.failure?.code, "not_member");
	outbox.retry("a");
	await settled();
	assert.deepEqual(log, ["a"]);
});

test("the end of a session empties the storage, also of what is written or told by other tabs afterwards", async () => {
	const storage = memoryStorage();
	const { outbox } = open(async () => refusal("network"), storage);
	write(outbox, "a");
	outbox.wipe();
	write(outbox, "b");
	outbox.setConnected(true);
	outbox.reload();
	await settled();
	assert.deepEqual(storage.keys(), []);
	assert.deepEqual(
		outbox.getSnapshot().map(({ nonce }) => nonce),
		["a", "b"],
	);
});

test("three timeouts on a live connection fail a message; without a connection they do not", async () => {
	const { tries, send } = server([refusal("network"), refusal("network"), refusal("network")]);
	const { outbox } = open(send);
	outbox.setConnected(true);
	write(outbox, "a");
	await settled();
	assert.equal(tries.length, 3);
	assert.equal(outbox.getSnapshot()[0]?.failure?.code, "network");

	const away = open(async () => {
		away.outbox.setConnected(false);
		return refusal("network");
	});
	away.outbox.setConnected(true);
	write(away.outbox, "b");
	await settled();
	assert.equal(away.outbox.getSnapshot()[0]?.failure, null);
});

test("a lost connection during the third timeout does not fail the message: it is sent on the next one, with three new attempts", async () => {
	const tries: string[] = [];
	const { outbox } = open(async ({ nonce }) => {
		tries.push(nonce);
		if (tries.length === 3) outbox.setConnected(false);
		return refusal("network");
	});
	outbox.setConnected(true);
	write(outbox, "a");
	await settled();
	assert.deepEqual([tries.length, outbox.getSnapshot()[0]?.failure], [3, null]);
	outbox.setConnected(true);
	await settled();
	assert.deepEqual([tries.length, outbox.getSnapshot()[0]?.failure?.code], [6, "network"]);
});

test("an expired session keeps all messages for the next", async () => {
	const { outbox } = open(async () => refusal("unauthenticated"));
	outbox.setConnected(true);
	write(outbox, "a");
	await settled();
	assert.deepEqual(
		outbox.getSnapshot().map(({ nonce, failure }) => [nonce, failure]),
		[["a", null]],
	);
});

test("a full storage does not keep a message from being sent", async () => {
	const { log, send } = server();
	const storage = memoryStorage();
	storage.setItem = () => {
		throw new Error("QuotaExceededError");
	};
	const { outbox } = open(send, storage);
	write(outbox, "a");
	outbox.reload();
	outbox.setConnected(true);
	await settled();
	assert.deepEqual(log, ["a"]);
});

test("a message in the log is settled, and another user's storage is left alone", async () => {
	const storage = memoryStorage();
	const { outbox } = open(async () => refusal("network"), storage);
	write(outbox, "a");
	const other = new Outbox({ userId: 2, tab: "x", storage, send: async () => refusal("network") });
	assert.deepEqual(other.getSnapshot(), []);
	other.settle(["a"]);
	assert.equal(storage.keys().length, 1);
	outbox.settle(["a"]);
	assert.equal(storage.keys().length, 0);
});
