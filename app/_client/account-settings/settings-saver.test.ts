import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccountSettings } from "@/lib/realtime/protocol";
import { memoryStorage } from "@/test/support/memory-storage";
import { ApiError } from "../api";
import type { KeyValueStorage } from "../safe-storage";
import { isRefusal, SettingsSaver, unsavedKey } from "./settings-saver";

const failure = (status: number, code = "x") => new ApiError({ code, message: "" }, status);

/** An account, and a saver of it whose requests are answered one by one. */
function account(storage: KeyValueStorage = memoryStorage()) {
	const sent: AccountSettings[] = [];
	const waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
	let settings: AccountSettings = {};
	let rev = 0;
	const put = (change: AccountSettings) => {
		sent.push(change);
		return new Promise<{ settings: AccountSettings; rev: number }>((resolve, reject) =>
			waiting.push({
				resolve: () => {
					settings = { ...settings, ...change };
					resolve({ settings, rev: ++rev });
				},
				reject,
			}),
		);
	};
	const saver = new SettingsSaver({
		key: unsavedKey(1),
		storage,
		put,
		isRefusal: (error) => isRefusal(error as ApiError),
	});
	const next = async () => {
		while (waiting.length === 0) await null;
		return waiting.shift() as (typeof waiting)[number];
	};
	return { saver, sent, next, storage };
}

test("sends one request at a time, and what was chosen meanwhile in the next", async () => {
	const { saver, sent, next } = account();
	const saved = saver.save({ theme: "dark" });
	const first = await next();
	const later = saver.save({ theme: "light", clock: "12" });
	assert.equal(sent.length, 1);
	first.resolve();
	(await next()).resolve();
	assert.deepEqual(await saved, { settings: { theme: "light", clock: "12" }, rev: 2 });
	assert.deepEqual(await later, await saved);
	assert.deepEqual(sent, [{ theme: "dark" }, { theme: "light", clock: "12" }]);
	assert.deepEqual(saver.unsaved(), {});
	assert.equal(await saver.flush(), null);
});

test("a choice that could not be saved outlives the page, and is sent with the next one", async () => {
	const { saver, next, storage } = account();
	const lost = saver.save({ theme: "dark" });
	(await next()).reject(failure(0, "network"));
	await assert.rejects(lost);
	const after = account(storage);
	assert.deepEqual(after.saver.unsaved(), { theme: "dark" });
	const saved = after.saver.save({ density: "compact" });
	(await after.next()).resolve();
	await saved;
	assert.deepEqual(after.sent, [{ theme: "dark", density: "compact" }]);
	assert.deepEqual(after.saver.unsaved(), {});
});

test("a refused choice is not sent again; one that may pass later is", async () => {
	for (const [error, isKept] of [
		[failure(400), false],
		[failure(403), false],
		[failure(429, "rate_limited"), true],
		[failure(401, "unauthenticated"), true],
		[failure(503), true],
		[failure(0, "network"), true],
	] as const) {
		const { saver, next } = account();
		const saved = saver.save({ theme: "dark" });
		(await next()).reject(error);
		await assert.rejects(saved);
		assert.deepEqual(saver.unsaved(), isKept ? { theme: "dark" } : {}, `${error.status}`);
	}
});

test("of two tabs without a connection the later choice counts, whichever tab sends first", async () => {
	const storage = memoryStorage();
	const [earlier, later] = [account(storage), account(storage)];
	for (const [tab, change] of [
		[earlier, { theme: "dark", density: "compact" }],
		[later, { theme: "light" }],
	] as const) {
		const lost = tab.saver.save(change);
		(await tab.next()).reject(failure(0, "network"));
		await assert.rejects(lost);
	}
	const saved = earlier.saver.flush();
	(await earlier.next()).resolve();
	await saved;
	assert.deepEqual(earlier.sent.at(-1), { theme: "light", density: "compact" });
	assert.equal(await later.saver.flush(), null);
});

test("works without storage as long as the page is open", async () => {
	const none = { length: 0, key: () => null, getItem: () => null, setItem: () => {}, removeItem: () => {} };
	const { saver, sent, next } = account(none);
	const lost = saver.save({ theme: "dark" });
	(await next()).reject(failure(503));
	await assert.rejects(lost);
	const saved = saver.flush();
	(await next()).resolve();
	await saved;
	assert.deepEqual([sent[1], saver.unsaved()], [{ theme: "dark" }, {}]);
});
