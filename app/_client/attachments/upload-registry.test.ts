import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStorage } from "@/test/support/memory-storage";

test("all unsent files of a user in this tab are named, also those of channels not opened since a reload", async () => {
	const storage = memoryStorage();
	Object.assign(globalThis, { sessionStorage: storage, addEventListener: () => {} });
	const { unsentFiles, uploadRegistry } = await import("./upload-registry");
	const file = (name: string) =>
		JSON.stringify([{ id: 1, name, size: 1, alt: "", spoiler: false, thumbnailUrl: null }]);
	storage.setItem("hearth.files.1 7", file("proof.pdf"));
	storage.setItem("hearth.files.1 8", file("map.png"));
	storage.setItem("hearth.files.12 7", file("of another user.txt"));
	uploadRegistry(1, 8);
	assert.deepEqual(unsentFiles(1).toSorted(), ["map.png", "proof.pdf"]);
	uploadRegistry(1, 8).take();
	assert.deepEqual(unsentFiles(1), ["proof.pdf"]);
});
