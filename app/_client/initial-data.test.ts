import assert from "node:assert/strict";
import { test } from "node:test";
import { viewerOf } from "@/lib/auth/viewer";
import { channelInitialData } from "@/lib/channels/channel-page-data";
import type { DocumentData } from "@/lib/page-cache/initial-data";
import { loadAppData } from "@/lib/users/app-data";
import { ada, bob, channelId, serverId, setUpCommunity } from "@/test/support/community";
import { restore } from "./initial-data";

setUpCommunity();

test("the data of a document restores what the server shows a member, and repeats no permissions", async () => {
	const { roles } = (await ada.get(`/api/servers/${serverId}/roles`)).body;
	const everyone = roles?.find(({ everyone }: { everyone: boolean }) => everyone);
	const quiet = await ada.createChannel(serverId, "quiet");
	const overrides = [{ roleId: everyone?.id, allow: [], deny: ["send_messages"] }];
	assert.equal((await ada.put(`/api/channels/${quiet}/overrides`, { overrides })).status, 200);
	const viewer = await viewerOf(new Headers({ cookie: bob.cookie }));
	assert.ok(viewer);
	const data = await channelInitialData(viewer, { serverId, channelId, seq: null });
	const sent: DocumentData = JSON.parse(data?.json ?? "null");
	const [server] = sent.mine.servers;
	const open = server?.channels.find(({ id }) => id === channelId);
	const closed = server?.channels.find(({ id }) => id === quiet);
	assert.ok(open && !open.permissions && closed?.permissions && !closed.permissions.includes("send_messages"));

	const { account, mine, view } = restore(sent);
	assert.deepEqual({ account, mine }, JSON.parse(JSON.stringify(await loadAppData(viewer))));
	assert.equal(view?.server, mine.servers[0]);
	assert.equal(view?.inside?.channel.id, channelId);
});
