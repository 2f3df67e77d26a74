import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRule } from "@/test/support/automod";
import { ada, bob, channelId, serverId, setUpCommunity } from "@/test/support/community";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { appState } from "../process/app-state";
import { SendOrder } from "./send-order";

setUpCommunity();

const tick = () => new Promise((resolve) => setImmediate(resolve));

test("a message that is refused holds back no later one, and neither does another author or channel", async () => {
	const order = new SendOrder();
	const queued: string[] = [];
	const queue = async (name: string) => queued.push(name);
	let refuse = (_: Error) => {};
	const slow = new Promise<string>((_, reject) => {
		refuse = reject;
	});
	const first = order.queueInOrder(1, 1, slow, queue);
	const second = order.queueInOrder(1, 1, "second", queue);
	await order.queueInOrder(2, 1, "of another author", queue);
	await order.queueInOrder(1, 2, "in another channel", queue);
	await tick();
	assert.deepEqual(queued, ["of another author", "in another channel"]);
	refuse(new Error("refused"));
	await assert.rejects(first, /refused/);
	await second;
	await order.queueInOrder(1, 1, "third", queue);
	assert.deepEqual(queued.slice(2), ["second", "third"]);
});

test("messages that an author sends at once are stored in their order, whatever has to be read for some of them", async () => {
	const client = await bob.openSocket(channelId);
	for (const round of range(1, 5)) {
		// Nothing is in memory, as after a start of the instance.
		for (const cache of [appState().emojiIndex, appState().keywordIndex, appState().ruleSets]) cache.invalidate();
		if (round === 3) await makeRule(ada, serverId);
		const wanted = range(1, 30).map((n) => `${round} ${n}${n % 3 === 0 ? " :kiln:" : ""}`);
		const send = (content: string) => client.ask("message:send", { channelId, nonce: nonce(), content });
		const answers = await Promise.all(
			wanted.flatMap((content, n) => (round > 2 && n === 4 ? [send("spam"), send(content)] : send(content))),
		);
		assert.equal(answers.filter(({ ok }) => ok).length, 30);
		const { body } = await ada.get(`/api/channels/${channelId}/messages?limit=30`);
		assert.deepEqual(
			body.messages?.map(({ content }) => content),
			wanted,
		);
	}
	client.close();
});
