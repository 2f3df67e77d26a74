import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TestServer } from "@/test/support/test-server";
import { loadChannel } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { forgetMessages, pageJson } from "./recent-cache";

let world: TestServer;
before(async () => {
	world = await TestServer.open();
});
after(() => world.close());

test("messages that were read before the caches were cleared are not cached afterwards", async () => {
	const { ada } = await world.createThree();
	const { channelId } = await ada.createServer("Renamed");
	for (let n = 1; n <= 60; n++) await ada.sendMessage(channelId, `${n}`);
	const viewer: Pick<Viewer, "id"> = { id: ada.id };
	const channel = await loadChannel(viewer as Viewer, channelId);
	const { historyBlocks, recentMessages } = appState();
	for (const place of [{ after: 0, limit: 50 }, { limit: 50 }]) {
		forgetMessages();
		const reading = pageJson(viewer as Viewer, channel, place);
		// A rename of their author, while the query is under way.
		forgetMessages();
		await reading;
		assert.deepEqual([historyBlocks.size, recentMessages.size], [0, 0]);
		await pageJson(viewer as Viewer, channel, place);
		assert.equal(historyBlocks.size + recentMessages.size, 1);
	}
});
