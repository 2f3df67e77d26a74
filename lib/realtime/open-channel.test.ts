import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ada, bob, serverId, setUpCommunity } from "@/test/support/community";
import { range, type SocketClient, waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { appState } from "../process/app-state";

setUpCommunity();

let n = 0;

async function fresh(count: number): Promise<{ channelId: number; path: string }> {
	const channelId = await ada.createChannel(serverId, `fresh-${++n}`);
	for (let sent = 0; sent < count; sent += 50)
		await Promise.all(range(sent + 1, Math.min(sent + 50, count)).map((i) => ada.sendMessage(channelId, `${i}`)));
	return { channelId, path: `/api/channels/${channelId}/messages` };
}
const seqs = (opened: { messages: { seq: number }[] }) => opened.messages.map(({ seq }) => seq);

test("rejects a request whose positions are not numbers in range, and other positions beside limit", async () => {
	const { channelId } = await fresh(1);
	const client = await bob.connect();
	for (const [request, field] of [
		[{ afterSeq: -1 }, "afterSeq"],
		[{ afterSeq: 1.5 }, "afterSeq"],
		[{ afterSeq: "0" }, "afterSeq"],
		[{ afterSeq: null }, "afterSeq"],
		[{ afterRev: -1 }, "afterRev"],
		[{ afterRev: {} }, "afterRev"],
		[{ limit: 0 }, "limit"],
		[{ limit: 101 }, "limit"],
		[{ limit: "5" }, "limit"],
		[{ limit: 5, afterSeq: 0 }, "limit"],
		[{ limit: 5, afterRev: 0 }, "limit"],
		[{ before: 5 }, "before"],
	] as const) {
		const ack = await client.ask("channel:open", { channelId, ...request });
		assert.equal(ack.error?.code, "invalid_request", JSON.stringify(request));
		assert.ok(ack.error.fields && field in ack.error.fields, JSON.stringify(ack));
	}
	client.close();
});

test("opening returns the channel's heads and the requested messages, and whether they are complete", async () => {
	const { channelId, path } = await fresh(230);
	const client = await bob.connect();
	const plain = await client.open({ channelId });
	assert.deepEqual(plain, { ok: true, lastSeq: 230, lastRev: 230, lastReadSeq: 0, messages: [], complete: true });
	for (const [request, expected, complete] of [
		[{ afterSeq: 0 }, range(1, 200), false],
		[{ afterSeq: 30 }, range(31, 230), true],
		[{ afterSeq: 29 }, range(30, 229), false],
		[{ afterSeq: 230 }, [], true],
		[{ afterSeq: 9999 }, [], true],
		[{ limit: 1 }, [230], false],
		[{ limit: 100 }, range(131, 230), false],
		[{ afterRev: 0 }, range(1, 200), false],
		[{ afterRev: 228 }, [229, 230], true],
		[{ afterRev: 230 }, [], true],
		[{ afterRev: 9999 }, [], true],
	] as const) {
		const opened = await client.open({ channelId, ...request });
		assert.deepEqual([seqs(opened), opened.complete], [expected, complete], JSON.stringify(request));
	}
	await ada.patch(`${path}/3`, { content: "changed" });
	await ada.put(`${path}/7/reactions/%F0%9F%94%A5`);
	await ada.delete(`${path}/225`);
	await ada.sendMessage(channelId, "231");
	for (const [request, expected] of [
		[{ afterSeq: 230, afterRev: 230 }, [3, 7, 225, 231]],
		[{ afterSeq: 229, afterRev: 231 }, [7, 225, 230, 231]],
		[{ afterRev: 230 }, [3, 7, 225, 231]],
		[{ afterRev: 232 }, [225, 231]],
		[{ afterSeq: 231, afterRev: 234 }, []],
		[{ afterSeq: 230 }, [231]],
	] as const) {
		const opened = await client.open({ channelId, ...request });
		assert.deepEqual([seqs(opened), opened.complete, opened.lastRev], [expected, true, 234], JSON.stringify(request));
	}
	const short = await fresh(3);
	for (const limit of [3, 50]) assert.equal((await client.open({ channelId: short.channelId, limit })).complete, true);
	assert.equal((await client.open({ channelId: short.channelId, limit: 2 })).complete, false);
	const empty = await fresh(0);
	for (const request of [{}, { afterSeq: 0 }, { afterRev: 0 }, { limit: 5 }]) {
		const { lastSeq, lastRev, messages, complete } = await client.open({ channelId: empty.channelId, ...request });
		assert.deepEqual([lastSeq, lastRev, messages, complete], [0, 0, [], true]);
	}
	client.close();
});

/** Sends, edits and reactions by several users until stopped, or until the test ends. */
async function firehose(t: TestContext, channelId: number): Promise<() => Promise<void>> {
	const sockets = await Promise.all(range(1, 6).map((i) => (i % 2 ? ada : bob).connect()));
	let going = true;
	const loops = sockets.map(async (client, who) => {
		for (let i = 0; going; i++) {
			await Promise.all(
				range(1, 4).map((k) => client.ask("message:send", { channelId, nonce: nonce(), content: `${who} ${i} ${k}` })),
			);
			if (who === 2)
				await ada.put(`/api/channels/${channelId}/messages/1/reactions/${i % 2 ? "%F0%9F%94%A5" : "%F0%9F%8E%89"}`);
			if (who === 0 && i % 5 === 0) await ada.patch(`/api/channels/${channelId}/messages/1`, { content: `edit ${i}` });
		}
	});
	const stop = async () => {
		going = false;
		await Promise.all(loops);
		for (const client of sockets) client.close();
	};
	t.after(stop);
	return stop;
}

/** Asserts that the events of the channel since the acknowledgement at `mark` begin at `from` and have no gap. */
function unbroken(client: SocketClient, channelId: number, from: number): void {
	const revs = client.revs(channelId);
	assert.deepEqual(revs, range(from, from + revs.length - 1));
}

test("events begin at lastRev + 1 under load, without gaps or duplicates", async (t) => {
	const { channelId } = await fresh(1);
	const stop = await firehose(t, channelId);
	await Promise.all(
		range(1, 8).map(async () => {
			for (const request of [{}, { afterSeq: 0 }, { limit: 20 }, { afterRev: 0 }]) {
				const client = await bob.connect();
				const { lastRev, lastSeq, messages, complete } = await client.open({ channelId, ...request });
				if (complete && messages.length > 0) assert.equal(messages.at(-1)?.seq, lastSeq);
				await waitUntil("something is heard", () => client.revs(channelId).length > 30);
				unbroken(client, channelId, lastRev + 1);
				assert.deepEqual(client.seqs(channelId), range(lastSeq + 1, lastSeq + client.seqs(channelId).length));
				client.close();
			}
		}),
	);
	await stop();
});

test("reopening a channel on the same socket under load has no gaps or duplicates", async (t) => {
	const { channelId } = await fresh(1);
	const stop = await firehose(t, channelId);
	const sockets = await Promise.all(range(1, 4).map(() => bob.connect()));
	await Promise.all(
		sockets.map(async (client, which) => {
			const first = await client.open({ channelId });
			for (let again = 0; again < 25; again++) {
				const opens =
					which === 0
						? [client.open({ channelId }), client.open({ channelId, limit: 10 })]
						: [client.open({ channelId })];
				const [opened] = await Promise.all(opens);
				assert.ok(opened);
				if (again % 5 === 0) await client.ask("channel:open", { channelId, limit: 5, afterSeq: 0 });
			}
			await sleep(100);
			unbroken(client, channelId, first.lastRev + 1);
		}),
	);
	await stop();
	const { lastRev } = await (sockets[0] as SocketClient).open({ channelId });
	for (const client of sockets) {
		await waitUntil("everything is heard", () => client.revs(channelId).at(-1) === lastRev);
		client.close();
	}
});

test("a second opening's response and the events after it meet without a gap", async (t) => {
	const { channelId } = await fresh(1);
	const stop = await firehose(t, channelId);
	const client = await bob.connect();
	await client.open({ channelId });
	for (let again = 0; again < 40; again++) {
		let lastRev = 0;
		let marker = 0;
		await new Promise<void>((resolve) =>
			// Unlike a promise, the callback runs in its place among the events.
			client.socket.emit("channel:open", { channelId, limit: 5 }, (opened: { lastRev: number }) => {
				lastRev = opened.lastRev;
				marker = client.received.length;
				resolve();
			}),
		);
		await waitUntil("what follows is heard", () => client.revs(channelId).includes(lastRev + 1));
		const after = client.received.splice(marker);
		const last = client.revs(channelId).at(-1) ?? 0;
		assert.ok(last <= lastRev, `${last} was heard before the answer, which stands at ${lastRev}`);
		client.received.push(...after);
	}
	await stop();
	client.close();
});

test("a closed channel is silent, and several sockets' open channels are independent", async () => {
	const { channelId } = await fresh(0);
	const [one, two] = await Promise.all([bob.openSocket(channelId), bob.openSocket(channelId)]);
	assert.deepEqual(await one.ask("channel:close", { channelId }), { ok: true });
	assert.deepEqual(await one.ask("channel:close", { channelId }), { ok: true });
	await ada.sendMessage(channelId, "one");
	await two.waitFor("messages");
	assert.deepEqual(one.of("messages"), []);
	await one.open({ channelId, afterSeq: 0 });
	await ada.sendMessage(channelId, "two");
	await one.waitFor("messages");
	assert.deepEqual([one.seqs(channelId), two.seqs(channelId)], [[2], [1, 2]]);
	for (const client of [one, two]) client.close();
});

test("rejects more than two hundred open channels on a socket; closing one makes room", async () => {
	const { serverId } = await ada.createServer("Wide");
	await bob.join(serverId);
	const ids: number[] = [];
	for (let i = 0; i < 21; i++)
		ids.push(...(await Promise.all(range(1, 10).map((k) => ada.createChannel(serverId, `c${i}-${k}`)))));
	const client = await bob.connect();
	const acks = await Promise.all(ids.slice(0, 205).map((channelId) => client.ask("channel:open", { channelId })));
	assert.equal(acks.filter(({ ok }) => ok).length, 200);
	for (const ack of acks.filter(({ ok }) => !ok)) {
		assert.equal(ack.error?.code, "rate_limited");
		assert.ok((ack.error?.retryAfterMs ?? 0) > 0);
	}
	const held = ids.find((_, index) => acks[index]?.ok) ?? 0;
	await client.open({ channelId: held });
	const spare = ids[209] ?? 0;
	assert.equal((await client.ask("channel:open", { channelId: spare })).error?.code, "rate_limited");
	await client.ask("channel:close", { channelId: held });
	await client.open({ channelId: spare });
	client.close();
});

test("channels without an open socket keep no state, also if they close while opening", async () => {
	const { sequencers } = appState();
	await waitUntil("sequencers of closed sockets are gone", () => sequencers.channels().length === 0);
	for (let round = 0; round < 5; round++) {
		const doomed = await ada.createServer("Doomed");
		await bob.join(doomed.serverId);
		const [adas, bobs] = await Promise.all([ada.connect(), bob.connect()]);
		const { channelId } = doomed;
		const acts = range(1, 30).flatMap((i) => [
			bobs.ask("channel:open", { channelId, limit: 10 }),
			adas.ask("message:send", { channelId, nonce: nonce(), content: `${i}` }),
		]);
		await sleep(round * 3);
		await ada.delete(`/api/servers/${doomed.serverId}`);
		await Promise.all(acts);
		for (const client of [adas, bobs]) client.close();
	}
	await waitUntil("nothing is held", () => sequencers.channels().length === 0);
});
