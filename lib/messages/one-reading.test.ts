import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ApiClient } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	({ serverId } = await ada.createServer("Readers"));
	await bob.join(serverId);
	channelId = await ada.createChannel(serverId, "reading");
});
after(() => world.close());

const mentions = async () => (await bob.channelState(channelId)).mentionCount ?? 0;

test("a name in an address or in code notifies nobody, and every user shown as mentioned is notified", async () => {
	const name = `@${bob.username}`;
	for (const content of [
		`https://medium.com/${name}/story`,
		`${name}@mastodon.social`,
		`~~~\n${name}\n~~~`,
		`\`\`${name}\`\``,
		`[ask ${name}](https://example.com)`,
		`\\${name}`,
	])
		await ada.sendMessage(channelId, content);
	assert.equal(await mentions(), 0);
	for (const content of [`write \`\`\` to quote, ${name}`, `**${name}**`, `||${name}||`])
		await ada.sendMessage(channelId, content);
	assert.equal(await mentions(), 3);
});

test("names beyond twenty are not notified, by a message or an edit", async () => {
	const before = await mentions();
	const names = Array.from({ length: 20 }, (_, n) => `@nobody${n}`).join(" ");
	const { seq } = await ada.sendMessage(channelId, `${names} @${bob.username}`);
	assert.equal(await mentions(), before);
	await ada.patch(`/api/channels/${channelId}/messages/${seq}`, { content: `@${bob.username} ${names}` });
	assert.equal(await mentions(), before + 1);
	await ada.patch(`/api/channels/${channelId}/messages/${seq}`, { content: `${names} @${bob.username}` });
	assert.equal(await mentions(), before);
});

test("the name of a thread shows neither markup nor hidden text, in the list of threads and in the inbox", async () => {
	const { seq } = await ada.sendMessage(channelId, "**Who** did it: ||the butler||\n\nend");
	const { body } = await bob.post(`/api/channels/${channelId}/messages/${seq}/thread`, {});
	const threadId = body.thread?.channelId ?? 0;
	await ada.sendMessage(threadId, `well, @${bob.username}`);
	const { servers } = (await bob.get("/api/servers?mine=true")).body;
	const threads = (servers ?? []).flatMap(
		(server: { threads?: { channelId: number; excerpt: string }[] }) => server.threads ?? [],
	);
	const expected = "Who did it: █████\nend";
	assert.equal(threads.find((thread) => thread.channelId === threadId)?.excerpt, expected);
	const [item] = (await bob.get("/api/inbox?limit=1")).body.items ?? [];
	assert.equal(item?.place.thread?.excerpt, expected);
});

test("a reaction is stored in its usual form, however it was typed", async () => {
	const { seq } = await ada.sendMessage(channelId, "react");
	for (const typed of ["👍\uFE0F", "👍", "❤"]) {
		const { status } = await bob.put(
			`/api/channels/${channelId}/messages/${seq}/reactions/${encodeURIComponent(typed)}`,
			{},
		);
		assert.equal(status, 204, typed);
	}
	const { messages } = (await bob.get(`/api/channels/${channelId}/messages?limit=1`)).body;
	const emoji = (messages ?? []).flatMap(({ reactions }: { reactions: { emoji: string }[] }) =>
		reactions.map((one) => one.emoji),
	);
	assert.deepEqual(emoji, ["👍", "❤\uFE0F"]);
});
