import assert from "node:assert/strict";
import { test } from "node:test";
import { ada, channelId, serverId, setUpCommunity } from "@/test/support/community";
import { viewerOf } from "../auth/viewer";
import { treesOf } from "../markdown";
import { channelInitialData, loadChannelPage } from "./channel-page-data";

setUpCommunity();

test("a channel page brings the trees of its messages, whoever renders it", async () => {
	for (const content of ["plain words", "||hidden|| *words*", "plain words"]) await ada.sendMessage(channelId, content);
	const viewer = await viewerOf(new Headers({ cookie: ada.cookie }));
	assert.ok(viewer);
	const place = { serverId, channelId, seq: null };
	const expected = treesOf(["||hidden|| *words*"]);
	assert.equal(expected.length, 1);
	assert.deepEqual((await loadChannelPage(viewer, place)).trees, expected);
	const data = await channelInitialData(viewer, place);
	assert.deepEqual(JSON.parse(data?.json ?? "{}").view.trees, expected);
});
