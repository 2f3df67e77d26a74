import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { repeatsOf } from "@/test/support/races";
import { range, type SocketClient, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { appState } from "../process/app-state";

const rounds = repeatsOf(8);

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let general: number;
let keepers: number;

/** A channel with a thread, and the acts that hide both from bob and show them to him. */
type Hidden = {
	name: string;
	channelId: number;
	threadId: number;
	hide: () => Promise<ApiResponse>;
	show: () => Promise<ApiResponse>;
};
let hiding: Hidden[];

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	({ serverId, channelId: general } = await ada.createServer("Hiding"));
	await bob.join(serverId);
	keepers = await ada.createRole(serverId, "Keepers", {}, bob);
	const group = (await ada.post(`/api/servers/${serverId}/groups`, { name: "Group" })).body.group?.id ?? 0;
	hiding = [
		await hidden("role", {}, (id) => ({
			hide: () => ada.delete(`/api/servers/${serverId}/members/bob/roles/${keepers}`),
			show: async () => {
				await setOverrides(`channels/${id}`, { roleId: keepers, allow: ["view_channel"] }, ...(await denyEveryone()));
				return ada.put(`/api/servers/${serverId}/members/bob/roles/${keepers}`);
			},
		})),
		await hidden("override", {}, (id) => ({
			hide: () => setOverrides(`channels/${id}`, { username: "bob", deny: ["view_channel"] }),
			show: () => setOverrides(`channels/${id}`),
		})),
		await hidden("group", { groupId: group }, () => ({
			hide: () => setOverrides(`groups/${group}`, { username: "bob", deny: ["view_channel"] }),
			show: () => setOverrides(`groups/${group}`),
		})),
		await hidden("private", {}, (id) => ({
			hide: () => ada.patch(`/api/channels/${id}`, { private: true }),
			show: () => ada.patch(`/api/channels/${id}`, { private: false }),
		})),
	];
});
after(async () => {
	for (const stop of stops) stop();
	await world.close();
});

/** Ends the loops of a test that failed. */
const stops: (() => void)[] = [];

const setOverrides = (place: string, ...overrides: object[]) => ada.put(`/api/${place}/overrides`, { overrides });

async function denyEveryone() {
	const { id: everyone } = await ada.everyoneOf(serverId);
	return [{ roleId: everyone, deny: ["view_channel"] }];
}

async function hidden(
	name: string,
	extra: object,
	acts: (channelId: number) => Pick<Hidden, "hide" | "show">,
): Promise<Hidden> {
	const channelId = await ada.createChannel(serverId, name, extra);
	await ada.sendMessage(channelId, "root");
	const threadId = (await ada.post(`/api/channels/${channelId}/messages/1/thread`)).body.thread?.channelId ?? 0;
	await ada.sendMessage(threadId, "reply");
	return { name, channelId, threadId, ...acts(channelId) };
}

async function change(act: () => Promise<ApiResponse>): Promise<void> {
	const { status, text } = await act();
	assert.ok(status < 300, text);
}

/** Repeats an act until it is told to stop. Each result is kept with whether it was begun after the channel was hidden. */
function repeat<T>(act: () => Promise<T>) {
	let isOver = false;
	let isHidden = false;
	stops.push(() => {
		isOver = true;
	});
	const results: { late: boolean; result: T }[] = [];
	const done = (async () => {
		while (!isOver) {
			const late = isHidden;
			results.push({ late, result: await act() });
		}
	})();
	return {
		hidden: () => {
			isHidden = true;
		},
		/** Ends after at least one act that was begun after the channel was hidden. */
		stop: async () => {
			await waitUntil("an act was begun late", () => results.some(({ late }) => late));
			isOver = true;
			await done;
			return results;
		},
	};
}

/** The events with this text that a socket received. */
const receivedWith = (client: SocketClient, text: string) =>
	client.received.filter((one) => JSON.stringify(one).includes(text));

test("after the answer to an act that hides a channel no catch-up gives anything of it, and no socket receives it", async () => {
	for (let round = 0; round < rounds; round++) {
		const { name, channelId, threadId, hide, show } = hiding[round % hiding.length] ?? assert.fail();
		await change(show);
		const places = [channelId, threadId];
		const adas = await ada.openSocket(channelId);
		await adas.open({ channelId: threadId });
		const opened = await Promise.all([bob.openSocket(channelId), bob.openSocket(threadId)]);
		const fresh = await Promise.all(range(1, 2).map(() => bob.connect()));
		const secret = `secret-${round}`;
		const loops = fresh.map((client, n) => {
			const place = places[(n + round) % 2] ?? 0;
			return repeat(async () => {
				const opening = await client.ask("channel:open", {
					channelId: place,
					...(round % 3 && { afterSeq: 0 }),
					afterRev: 0,
				});
				if (opening.ok) await client.ask("channel:close", { channelId: place });
				return opening;
			});
		});
		const reading = repeat(() => bob.get(`/api/channels/${places[round % 2]}/messages`));

		// Another moment in each round.
		await sleep((round >> 2) % 8);
		await change(hide);
		for (const loop of [...loops, reading]) loop.hidden();
		for (const id of places) {
			await ada.sendMessage(id, secret);
			await ada.patch(`/api/channels/${id}/messages/1`, { content: `edited ${secret}` });
		}
		const where = `round ${round}, ${name}`;
		for (const loop of loops)
			for (const { late, result } of await loop.stop()) {
				if (late) assert.equal(result.error?.code, "channel_not_found", where);
				assert.ok(!JSON.stringify(result).includes(secret), where);
			}
		for (const { late, result } of await reading.stop()) {
			if (late) assertRefused(result, 404, "channel_not_found");
			assert.ok(!result.text.includes(secret), where);
		}
		for (const id of places)
			await adas.waitFor(
				"message:updated",
				({ message }) => message.channelId === id && message.content.includes(secret),
			);
		for (const client of [...opened, ...fresh]) {
			// Everything that was emitted before has arrived with this answer.
			await client.open({ channelId: general });
			assert.deepEqual(receivedWith(client, secret), [], where);
		}
		for (const client of [adas, ...opened, ...fresh]) client.close();
	}
});

test("a catch-up that has read a channel before it is hidden is refused when it goes on afterwards", async () => {
	for (const { name, channelId, hide, show } of hiding) {
		await change(show);
		const client = await bob.connect();
		const { sequencers } = appState();
		const sequencer = sequencers.hold(channelId);
		let goOn = () => {};
		const gate = new Promise<void>((resolve) => {
			goOn = resolve;
		});
		let isWaiting = false;
		const whenDelivered = sequencer.whenDelivered;
		sequencer.whenDelivered = () => {
			isWaiting = true;
			return gate;
		};
		const opening = client.ask("channel:open", { channelId, afterRev: 0 });
		await waitUntil("the catch-up has read the channel", () => isWaiting);
		await change(hide);
		sequencer.whenDelivered = whenDelivered;
		goOn();
		assert.equal((await opening).error?.code, "channel_not_found", name);
		await ada.sendMessage(channelId, "behind the door");
		await client.open({ channelId: general });
		assert.deepEqual(receivedWith(client, "behind the door"), [], name);
		client.close();
		sequencers.release(sequencer);
	}
});

test("after the answer to an act that hides a channel no search finds or counts anything of it", async () => {
	for (const [n, { name, channelId, threadId, show }] of hiding.entries()) {
		await change(show);
		for (const id of [channelId, threadId]) await ada.sendMessage(id, `kingfisher${n}`);
		await waitUntil(`the messages of ${name} are found`, async () => {
			const { body } = await bob.get(`/api/search?q=kingfisher${n}`);
			return body.results?.length === 2;
		});
	}
	let found = 0;
	for (let round = 0; round < rounds; round++) {
		const n = round % hiding.length;
		const { name, hide, show } = hiding[n] ?? assert.fail();
		await change(show);
		const loops = [
			`q=kingfisher${n}`,
			`q=kingfisher${n}&sort=relevance`,
			`q=${encodeURIComponent(`in:${name} kingfisher${n}`)}`,
		].map((query) => repeat(() => bob.get(`/api/search?${query}`)));
		await sleep((round >> 2) % 8);
		await change(hide);
		for (const loop of loops) loop.hidden();
		for (const loop of loops)
			for (const { late, result } of await loop.stop()) {
				assert.equal(result.status, 200, result.text);
				found += result.body.results?.length ?? 0;
				if (late) assert.deepEqual([result.body.results, result.body.total], [[], 0], `round ${round}, ${name}`);
			}
	}
	assert.ok(found > 0);
});

test("after the answer that archives a channel a catch-up ends where it ended then, and no socket receives more", async () => {
	const channelId = await ada.createChannel(serverId, "archived");
	for (let round = 0; round < rounds; round++) {
		const client = await bob.openSocket(channelId);
		const sending = repeat(() =>
			bob.post(`/api/channels/${channelId}/messages`, { nonce: crypto.randomUUID(), content: `${round}` }),
		);
		await sleep((round >> 2) % 8);
		await change(() => ada.patch(`/api/channels/${channelId}`, { archived: true }));
		sending.hidden();
		const { lastSeq, lastRev } = await ada.channelState(channelId);
		for (const { late, result } of await sending.stop()) if (late) assertRefused(result, 403, "archived");
		const caughtUp = await client.open({ channelId, afterRev: lastRev });
		assert.deepEqual([caughtUp.messages, caughtUp.lastSeq, caughtUp.lastRev], [[], lastSeq, lastRev]);
		assert.ok(client.seqs(channelId).every((seq) => seq <= lastSeq));
		client.close();
		await change(() => ada.patch(`/api/channels/${channelId}`, { archived: false }));
	}
});
