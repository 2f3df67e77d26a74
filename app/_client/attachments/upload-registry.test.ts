import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStorage } from "@/test/support/memory-storage";

test("a user's unsent files are named, also of channels not opened since a reload, and forgotten after signing out", async () => {
	const storage = memoryStorage();
	let leave = (_event: { preventDefault: () => void }) => {};
	const addEventListener = (_name: string, listener: typeof leave) => {
		leave = listener;
	};
	Object.assign(globalThis, { sessionStorage: storage, addEventListener });
	const { forgetUploads, unsentFiles, uploadRegistry } = await import("./upload-registry");
	const file = (name: string) =>
		JSON.stringify([{ id: 1, name, size: 1, alt: "", spoiler: false, thumbnailUrl: null }]);
	storage.setItem("hearth.files.1 7", file("proof.pdf"));
	storage.setItem("hearth.files.1 8", file("map.png"));
	storage.setItem("hearth.files.12 7", file("of another user.txt"));
	uploadRegistry(1, 8);
	assert.deepEqual(unsentFiles(1).toSorted(), ["map.png", "proof.pdf"]);
	uploadRegistry(1, 8).take();
	assert.deepEqual(unsentFiles(1), ["proof.pdf"]);

	globalThis.fetch = async () => Response.json({ maxBytes: 1, mostPerMessage: 10 });
	await uploadRegistry(1, 9).add([new File(["too large"], "film.mp4")]);
	let asked = 0;
	const preventDefault = () => {
		asked += 1;
	};
	leave({ preventDefault });
	assert.equal(asked, 1, "leaving the page asks about files that are not uploaded");
	forgetUploads();
	leave({ preventDefault });
	assert.equal(asked, 1, "but not after signing out");
});
