import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Message } from "@/lib/realtime/protocol";
import type { CachedWindow } from "./channel-log";
import { WindowCache } from "./window-cache";
import type { WindowDatabase } from "./window-database";
import { channelIdOf, isWithin, type WindowId } from "./window-id";
import { WindowStore } from "./window-store";

const window = (lastSeq: number): CachedWindow => ({
	messages: [{ seq: lastSeq } as Message],
	lastSeq,
	rev: lastSeq,
});
const log = (lastSeq: number) => ({ start: 1, ...window(lastSeq), recent: [] });
const soon = (ms = 200) => new Promise((resolve) => setTimeout(resolve, ms));

/** A database in memory; `writes` counts the transactions. */
function memoryDatabase() {
	const stored = new Map<WindowId, CachedWindow>();
	const state = { stored, writes: 0, isBroken: false };
	const database: WindowDatabase = {
		get: async (id) => {
			if (state.isBroken) throw new Error("broken");
			return stored.get(id) ?? null;
		},
		put: async (windows) => {
			state.writes++;
			await soon(5);
			for (const [id, one] of windows) stored.set(id, one);
		},
		delete: async (id) => {
			for (const one of stored.keys()) if (isWithin(one, id)) stored.delete(one);
		},
		keepOnly: async (ids) => {
			for (const id of stored.keys()) if (!ids.has(channelIdOf(id))) stored.delete(id);
		},
	};
	return { database, state };
}

describe("the stored windows", () => {
	test("many changes are stored together, with the last state of each channel", async () => {
		const { database, state } = memoryDatabase();
		const store = new WindowStore(database, 10);
		for (let seq = 1; seq <= 100; seq++) store.put("7", window(seq));
		store.put("8", window(1));
		await soon();
		assert.equal(state.writes, 1);
		assert.equal(state.stored.get("7")?.lastSeq, 100);
		assert.equal((await store.get("8"))?.lastSeq, 1);
	});

	test("a channel that is deleted while it is being stored is gone afterwards", async () => {
		const { database, state } = memoryDatabase();
		const store = new WindowStore(database, 10);
		store.put("7", window(1));
		store.put("8", window(1));
		store.flush();
		store.put("7", window(2));
		store.delete("7");
		await soon();
		assert.deepEqual([...state.stored.keys()], ["8"]);
		store.put("9", window(1));
		await store.keepOnly(new Set([9]));
		await soon();
		assert.deepEqual([...state.stored.keys()], ["9"]);
	});

	test("with a channel its threads are deleted, also those that are about to be stored", async () => {
		const { database, state } = memoryDatabase();
		const store = new WindowStore(database, 10);
		store.put("7/3", window(1));
		store.put("70", window(1));
		store.flush();
		store.put("7/4", window(1));
		store.delete("7");
		await soon();
		assert.deepEqual([...state.stored.keys()], ["70"]);
	});

	test("nothing is stored or read after the session has ended", async () => {
		const { database, state } = memoryDatabase();
		const store = new WindowStore(database, 10);
		store.put("7", window(1));
		store.stop();
		store.put("8", window(1));
		store.flush();
		await soon();
		assert.equal(state.stored.size, 0);
		state.stored.set("7", window(1));
		assert.equal(await store.get("7"), null);
	});

	test("a database that fails is like an empty one", async () => {
		const { database, state } = memoryDatabase();
		state.isBroken = true;
		assert.equal(await new WindowStore(database).get("7"), null);
	});

	test("the cache stores what it holds, and asks the store only for what may be shown", async () => {
		const { database, state } = memoryDatabase();
		const cache = new WindowCache();
		cache.put("7", 1, log(3));
		cache.put("5", 2, log(3));
		cache.attach(new WindowStore(database, 10), 1);
		cache.put("6", 2, log(4));
		cache.put("8", 1, log(4));
		await soon();
		assert.deepEqual([...state.stored.keys()].sort(), ["7", "8"]);
		assert.equal((await cache.stored("7", true))?.lastSeq, 3);
		cache.connectionLost();
		assert.equal((await cache.stored("7", false))?.lastSeq, 3);
		assert.equal(await cache.stored("7", true), null, "the server has not confirmed the access yet");
		cache.startConfirmation()([{ channels: [{ id: 8 }] }]);
		assert.equal(await cache.stored("7", true), null);
		assert.equal((await cache.stored("8", true))?.lastSeq, 4);
		cache.delete("8");
		assert.equal(await cache.stored("8", true), null);
		cache.detach();
		cache.put("9", 1, log(4));
		await soon();
		assert.equal(state.stored.has("9"), false);
	});
});
