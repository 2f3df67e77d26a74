import assert from "node:assert/strict";
import { test } from "node:test";
import type { Draft as ServerDraft } from "@/lib/realtime/protocol";
import { memoryStorage } from "@/test/support/memory-storage";
import { ApiError } from "../api";
import { Drafts } from "./drafts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 15));
const serverDraft = (channelId: number, content: string, at: number): ServerDraft => ({
	channelId,
	content,
	replyTo: null,
	updatedAt: new Date(at).toISOString(),
});
const sent = (content: string) => ({ content, replyTo: null });

/** A server that keeps the latest draft of each channel, by one clock shared with its devices. */
function server() {
	const rows = new Map<number, ServerDraft>();
	const asked: string[] = [];
	const clock = { now: 1_000_000 };
	const fails: string[] = [];
	const lost: string[] = [];
	const access = { error: null as string | null };
	const device = (storage = memoryStorage()) =>
		new Drafts({
			userId: 1,
			storage,
			now: () => clock.now,
			afterMs: 0,
			checkAccess: async () => {
				if (access.error) throw new ApiError({ code: access.error, message: access.error }, 0);
			},
			lost: (channelId, { content }) => void lost.push(`${channelId}: ${content}`),
			list: async () => ({ drafts: [...rows.values()].filter(({ content }) => content !== "") }),
			put: async (channelId, { content, replyTo, ageMs }) => {
				const code = fails.shift();
				if (code === "hangs") await new Promise(() => {});
				if (code) throw new ApiError({ code, message: code }, 0);
				asked.push(content);
				const row = { ...serverDraft(channelId, content, clock.now - ageMs), replyTo };
				const before = rows.get(channelId);
				if (!before || before.updatedAt <= row.updatedAt) rows.set(channelId, row);
				return { draft: rows.get(channelId) ?? row };
			},
		});
	return { rows, asked, clock, fails, lost, access, device };
}

test("a draft is stored at once here, soon on the server, and on other devices when they connect", async () => {
	const { device, rows } = server();
	const laptop = device();
	await laptop.setConnected(true);
	laptop.write(7, sent("half a"));
	assert.equal(laptop.read(7).content, "half a");
	await settled();
	assert.equal(rows.get(7)?.content, "half a");
	const phone = device();
	assert.equal(phone.has(7), false);
	await phone.setConnected(true);
	assert.equal(phone.read(7).content, "half a");
});

test("an offline draft survives a reload and is uploaded after reconnecting", async () => {
	const { device, rows, clock } = server();
	const storage = memoryStorage();
	device(storage).write(7, sent("on the train"));
	await settled();
	assert.equal(rows.size, 0);
	clock.now += 60_000;
	const reloaded = device(storage);
	assert.equal(reloaded.read(7).content, "on the train");
	await reloaded.setConnected(true);
	await settled();
	assert.deepEqual(rows.get(7), serverDraft(7, "on the train", clock.now - 60_000));
});

test("an older draft of an offline device neither replaces a newer one nor restores a sent one", async () => {
	const { device, rows, clock } = server();
	const [laptop, phone] = [device(), device()];
	phone.write(7, sent("older"));
	phone.write(8, sent("older too"));
	clock.now += 60_000;
	await laptop.setConnected(true);
	laptop.write(7, sent("newer"));
	laptop.write(8, sent("about to be sent"));
	laptop.write(8, sent(""), true);
	await settled();
	await phone.setConnected(true);
	await settled();
	assert.deepEqual([phone.read(7).content, phone.read(8).content], ["newer", ""]);
	assert.deepEqual([rows.get(7)?.content, rows.get(8)?.content], ["newer", ""]);
});

test("events do not overwrite a draft before its upload, but do after it", async () => {
	const { device, clock } = server();
	const laptop = device();
	const received: string[] = [];
	laptop.subscribeTo(7, ({ content }) => received.push(content));
	laptop.write(7, sent("mine"));
	laptop.receive(serverDraft(7, "theirs", clock.now));
	assert.equal(laptop.read(7).content, "mine");
	await laptop.setConnected(true);
	await settled();
	laptop.receive(serverDraft(7, "theirs", clock.now + 1));
	laptop.receive(serverDraft(7, "an echo that is late", clock.now));
	assert.deepEqual(received, ["theirs"]);
	laptop.receive(serverDraft(7, "", clock.now + 2));
	assert.deepEqual(received, ["theirs", ""]);
	assert.equal(laptop.has(7), false);
});

test("a draft discarded elsewhere during an absence is gone after reconnecting", async () => {
	const { device, rows } = server();
	const laptop = device();
	await laptop.setConnected(true);
	laptop.write(7, sent("here"));
	await settled();
	await laptop.setConnected(false);
	rows.delete(7);
	await laptop.setConnected(true);
	assert.equal(laptop.read(7).content, "");
});

test("an error keeps the draft on this device, and the last of many edits is uploaded", async () => {
	const { device, rows, fails, asked } = server();
	const laptop = device();
	await laptop.setConnected(true);
	fails.push("invalid_request");
	laptop.write(7, sent("not allowed"));
	await settled();
	assert.equal(laptop.read(7).content, "not allowed");
	assert.equal(rows.size, 0);
	for (const content of ["a", "ab", "abc"]) laptop.write(8, sent(content));
	await settled();
	assert.deepEqual(asked, ["abc"]);
});

test("a draft in a channel that the user has lost access to leaves this device, but not its open composer", async () => {
	const { device, fails } = server();
	const storage = memoryStorage();
	const laptop = device(storage);
	await laptop.setConnected(true);
	const told: string[] = [];
	laptop.subscribeTo(7, ({ content }) => void told.push(content));
	fails.push("not_member");
	laptop.write(7, sent("secret plans"));
	await settled();
	assert.equal(laptop.has(7), false);
	assert.deepEqual(storage.keys(), []);
	assert.deepEqual(told, []);
});

test("a draft that is nowhere else is reported when its channel is lost, unless its composer is open", async () => {
	const { device, fails, lost } = server();
	const laptop = device();
	for (const channelId of [7, 8]) laptop.write(channelId, sent("on the train"));
	laptop.write(9, sent(" "));
	laptop.subscribeTo(8, () => {});
	laptop.subscribeTo(7, () => {})();
	fails.push("channel_not_found", "channel_not_found", "channel_not_found");
	await laptop.setConnected(true);
	await settled();
	assert.deepEqual(lost, ["7: on the train"]);
});

test("a draft that the server has and no longer lists leaves this device while connected", async () => {
	const { device, rows } = server();
	const storage = memoryStorage();
	const laptop = device(storage);
	await laptop.setConnected(true);
	laptop.write(7, sent("secret plans"));
	await settled();
	rows.delete(7);
	await laptop.compare();
	assert.equal(laptop.has(7), false);
	assert.deepEqual(storage.keys(), []);
});

test("an open composer keeps its text when the server lists its draft no longer, unless the user still has access", async () => {
	const { device, rows, access } = server();
	const storage = memoryStorage();
	const laptop = device(storage);
	await laptop.setConnected(true);
	const told: string[] = [];
	for (const channelId of [7, 8]) {
		laptop.subscribeTo(channelId, ({ content }) => void told.push(`${channelId}: ${content}`));
		laptop.write(channelId, sent("on the train"));
	}
	await settled();
	rows.delete(7);
	access.error = "network";
	await laptop.compare();
	assert.equal(laptop.read(7).content, "on the train", "the server did not answer");
	access.error = "channel_not_found";
	await laptop.compare();
	assert.equal(laptop.has(7), false);
	assert.deepEqual(told, []);
	rows.delete(8);
	access.error = null;
	await laptop.compare();
	assert.deepEqual(told, ["8: "]);
	assert.deepEqual(storage.keys(), []);
});

test("before signing out drafts are uploaded; afterwards nothing of them is stored", async () => {
	const { device, rows, fails } = server();
	const storage = memoryStorage();
	const laptop = device(storage);
	await laptop.setConnected(true);
	laptop.write(7, sent("saved in time"));
	fails.push("invalid_request");
	laptop.write(6, sent("too long"));
	await settled();
	await laptop.upload();
	assert.equal(rows.get(7)?.content, "saved in time");
	assert.equal(laptop.notUploaded(), "");
	await laptop.setConnected(false);
	device(storage).write(9, sent("in another tab"));
	const [first, second] = [laptop.upload(), laptop.upload()];
	await second;
	assert.equal(laptop.notUploaded(), "", "an upload that is under way is awaited");
	await first;
	assert.equal(rows.get(9)?.content, "in another tab");
	laptop.write(5, sent("still here"));
	assert.equal(laptop.notUploaded(), "still here");
	laptop.wipe();
	assert.deepEqual(storage.keys(), []);
	assert.equal(laptop.write(5, sent("typed behind the dialog")), false);
	await settled();
	assert.deepEqual(storage.keys(), []);
	assert.equal(rows.has(5), false);
});

test("signing out does not wait for a server that hangs: the draft counts as not uploaded", async () => {
	const { device, fails } = server();
	const laptop = device();
	laptop.write(7, sent("half a thought"));
	fails.push("hangs");
	await laptop.upload(10);
	assert.equal(laptop.notUploaded(), "half a thought");
});

test("text that a field has not stored yet is uploaded before signing out, and can be copied when the session ends", async () => {
	const { device, rows } = server();
	const laptop = device();
	let typed = "the last words";
	const leave = laptop.onCollect(() => void laptop.write(7, sent(typed)));
	await laptop.upload();
	assert.equal(rows.get(7)?.content, "the last words");
	laptop.wipe();
	typed = "the very last words";
	laptop.collect();
	assert.equal(laptop.notUploaded(), "the very last words");
	leave();
});

test("without storage everything works, and the user is told that nothing is saved", () => {
	const storage = { ...memoryStorage(), setItem: () => assert.fail() };
	const { device } = server();
	const laptop = device(storage);
	assert.equal(laptop.write(7, sent("words")), false);
	assert.equal(laptop.read(7).content, "words");
});
