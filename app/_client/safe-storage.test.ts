import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { memoryStorage } from "@/test/support/memory-storage";
import { deviceStorage, keysWith, readJson, tabStorage, writeJson, writeText } from "./safe-storage";

afterEach(() => {
	for (const name of ["localStorage", "sessionStorage"]) Reflect.deleteProperty(globalThis, name);
});

test("reads back what was written, and null removes it", () => {
	const storage = memoryStorage();
	assert.ok(writeJson("a", { size: 3 }, storage));
	assert.equal(storage.getItem("a"), '{"size":3}');
	assert.deepEqual(readJson("a", storage), { size: 3 });
	assert.ok(writeJson("a", null, storage));
	assert.equal(storage.length, 0);
	assert.equal(readJson("a", storage), null);
});

test("text that is not JSON reads as null", () => {
	const storage = memoryStorage();
	for (const text of ["", "{", "open", "undefined"]) {
		writeText("a", text, storage);
		assert.equal(readJson("a", storage), null, text);
	}
});

test("lists the keys with a prefix", () => {
	const storage = memoryStorage();
	for (const key of ["draft.1", "outbox.1", "draft.2"]) writeText(key, "x", storage);
	assert.deepEqual(keysWith("draft.", storage), ["draft.1", "draft.2"]);
});

test("reports a full storage, and works without one", () => {
	const full = memoryStorage();
	full.setItem = () => {
		throw new Error("QuotaExceededError");
	};
	assert.equal(writeJson("a", 1, full), false);

	for (const [name, storage] of [
		["localStorage", deviceStorage],
		["sessionStorage", tabStorage],
	] as const) {
		Object.defineProperty(globalThis, name, {
			configurable: true,
			get: () => {
				throw new Error("SecurityError");
			},
		});
		writeJson("a", 1, storage());
		assert.equal(readJson("a", storage()), null);
		assert.deepEqual(keysWith("", storage()), []);
	}
});
