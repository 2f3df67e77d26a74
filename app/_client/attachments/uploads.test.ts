import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Attachment } from "@/lib/realtime/protocol";
import { Uploads } from "./uploads";

const attachment = (id: number, more: Partial<Attachment> = {}): Attachment => ({
	id,
	name: "a",
	type: "text/plain",
	kind: "file",
	size: 1,
	width: null,
	height: null,
	url: `/api/attachments/${id}`,
	thumbnailUrl: null,
	alt: "",
	spoiler: false,
	...more,
});
const file = (name: string, size = 1) => new File(["x".repeat(size)], name);

/** A server that responds on demand. */
function server(more: { kept?: Attachment[]; keep?: (attachments: readonly Attachment[]) => void } = {}) {
	const waiting: {
		name: string;
		progress: (part: number) => void;
		come: (id: number) => void;
		fail: (code: string) => void;
	}[] = [];
	const removed: number[] = [];
	const cancelled: string[] = [];
	const described: unknown[] = [];
	const uploads = new Uploads({
		bounds: async () => ({ maxBytes: 100, mostPerMessage: 4 }),
		send: (sent, progress) => {
			let come = (_: number) => {};
			let fail = (_: string) => {};
			const done = new Promise<Attachment>((resolve, reject) => {
				come = (id) => resolve(attachment(id));
				fail = (code) => reject({ code, message: code });
			});
			waiting.push({ name: sent.name, progress, come, fail });
			return { done, cancel: () => cancelled.push(sent.name) };
		},
		describe: async (id, description) => {
			described.push({ id, ...description });
			return attachment(id, description);
		},
		remove: (id) => removed.push(id),
		failureOf: (error) => error as { code: string; message: string },
		...more,
	});
	return { uploads, waiting, removed, cancelled, described };
}
const states = (uploads: Uploads) => uploads.getSnapshot().items.map(({ name, state }) => `${name} ${state}`);

test("rejects files that are too large, and leaves out those above the maximum number", async () => {
	const { uploads, waiting } = server();
	assert.deepEqual(await uploads.add(["large", "b", "c", "d", "e", "f"].map((n) => file(n, n === "large" ? 101 : 1))), {
		most: 4,
		leftOut: ["e", "f"],
	});
	assert.deepEqual(states(uploads), ["large tooLarge", "b sending", "c sending", "d sending"]);
	assert.equal(waiting.length, 3);
	assert.deepEqual(uploads.take(), []);
});

test("a rejected file is named and stays in the tray until it is removed", async () => {
	for (const [code, state] of [
		["large", "tooLarge"],
		["too_large", "tooLarge"],
		["network", "failed"],
		["unsupported_media_type", "failed"],
		["storage_full", "failed"],
	] as const) {
		const { uploads, waiting } = server();
		await uploads.add([file("good"), file("bad", code === "large" ? 101 : 1)]);
		waiting[0]?.come(1);
		waiting[1]?.fail(code);
		await turn();
		assert.equal(uploads.getSnapshot().blocking?.name, "bad", code);
		assert.deepEqual(
			uploads.take().map(({ id }) => id),
			[1],
		);
		assert.deepEqual(states(uploads), [`bad ${state}`]);
		uploads.remove("1");
		assert.equal(uploads.getSnapshot().blocking, null);
	}
});

test("completed uploads are restored after a reload; sent or removed ones are not", async () => {
	let kept: readonly Attachment[] = [];
	const keep = (attachments: readonly Attachment[]) => {
		kept = attachments;
	};
	const before = server({ keep });
	await before.uploads.add([file("a"), file("b"), file("c")]);
	before.waiting[0]?.come(1);
	before.waiting[1]?.come(2);
	await turn();
	before.uploads.remove("1");
	const after = server({ kept: [...kept], keep });
	assert.deepEqual(states(after.uploads), ["a done"]);
	assert.deepEqual(
		after.uploads.take().map(({ id }) => id),
		[1],
	);
	assert.deepEqual(kept, []);
});

test("completed uploads that a refused message has taken are put back, and are sent with the next one", async () => {
	let kept: readonly Attachment[] = [];
	const { uploads, waiting } = server({ keep: (attachments) => (kept = attachments) });
	await uploads.add([file("a"), file("b")]);
	waiting[0]?.come(1);
	waiting[1]?.come(2);
	await turn();
	const taken = uploads.take();
	assert.deepEqual(states(uploads), []);
	uploads.putBack(taken);
	assert.equal(uploads.getSnapshot().hasDone, true);
	assert.deepEqual(kept, taken);
	assert.deepEqual(uploads.take(), taken);
});

test("three uploads run at a time; the message has them in the chosen order", async () => {
	const { uploads, waiting } = server();
	await uploads.add(["a", "b", "c", "d"].map((name) => file(name)));
	assert.deepEqual(states(uploads), ["a sending", "b sending", "c sending", "d waiting"]);
	waiting[1]?.progress(0.5);
	assert.equal(uploads.getSnapshot().items[1]?.progress, 0.5);
	waiting[1]?.come(2);
	await turn();
	assert.deepEqual(states(uploads), ["a sending", "b done", "c sending", "d sending"]);
	for (const [index, id] of [
		[0, 1],
		[3, 4],
		[2, 3],
	] as const)
		waiting[index]?.come(id);
	await turn();
	assert.deepEqual(
		uploads.take().map(({ id }) => id),
		[1, 2, 3, 4],
	);
	assert.deepEqual(states(uploads), []);
});

test("a removed upload is cancelled, or deleted if it is complete, even at that very moment", async () => {
	const { uploads, waiting, removed, cancelled } = server();
	await uploads.add([file("a"), file("b")]);
	waiting[0]?.come(1);
	await turn();
	uploads.remove("0");
	uploads.remove("1");
	waiting[1]?.come(2);
	await turn();
	assert.deepEqual([removed, cancelled, states(uploads)], [[1, 2], ["b"], []]);
});

test("a failed upload can be retried; the others continue", async () => {
	const { uploads, waiting } = server();
	await uploads.add([file("a"), file("b")]);
	waiting[0]?.fail("network");
	waiting[1]?.fail("too_large");
	await turn();
	assert.deepEqual(states(uploads), ["a failed", "b tooLarge"]);
	uploads.retry("0");
	uploads.retry("1");
	waiting[2]?.come(1);
	await turn();
	assert.deepEqual(states(uploads), ["a done", "b tooLarge"]);
});

test("a description set during the upload is saved after it", async () => {
	const { uploads, waiting, described } = server();
	await uploads.add([file("a")]);
	uploads.describe("0", { alt: "A kettle", spoiler: true });
	assert.deepEqual(described, []);
	waiting[0]?.come(1);
	await turn();
	await turn();
	assert.deepEqual(described, [{ id: 1, alt: "A kettle", spoiler: true }]);
	assert.deepEqual(
		uploads.take().map(({ alt, spoiler }) => [alt, spoiler]),
		[["A kettle", true]],
	);
});
