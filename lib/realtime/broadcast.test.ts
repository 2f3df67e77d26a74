import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ada, bob, eve, setUpUsers, world } from "@/test/support/community";
import { range, type SocketClient, waitUntil } from "@/test/support/socket-client";

setUpUsers();

const close = (...all: SocketClient[]) => {
	for (const client of all) client.close();
};

test("messages go only to sockets that have the channel open, the author's included; outsiders receive nothing", async () => {
	const { serverId, channelId } = await ada.createServer("Contour");
	const other = await ada.createChannel(serverId, "other");
	await bob.join(serverId);
	const [adas, open, idle, elsewhere, eves] = await Promise.all([
		ada.openSocket(channelId),
		bob.openSocket(channelId),
		bob.connect(),
		bob.openSocket(other),
		eve.connect(),
	]);
	await ada.sendMessage(channelId, "to whom it may concern");
	await Promise.all([adas.waitFor("messages"), open.waitFor("messages")]);
	await sleep(100);
	for (const client of [idle, elsewhere, eves]) assert.deepEqual(client.of("messages"), []);
	assert.deepEqual(eves.received, []);
	close(adas, open, idle, elsewhere, eves);
});

test("typing goes to other users who have the channel open, and to none of the typist's own connections", async () => {
	const { serverId, channelId } = await ada.createServer("Typing");
	await bob.join(serverId);
	const [adas, one, two, idle] = await Promise.all([
		ada.openSocket(channelId),
		bob.openSocket(channelId),
		bob.openSocket(channelId),
		ada.connect(),
	]);
	assert.deepEqual(await one.ask("typing", { channelId }), { ok: true });
	assert.deepEqual(await adas.waitFor("typing"), { channelId, userId: bob.id, username: "bob", displayName: "bob" });
	await sleep(50);
	for (const client of [one, two, idle]) assert.deepEqual(client.of("typing"), []);
	close(adas, one, two, idle);
});

/** Whatever the delays: the times in seconds, their number, and the first. */
function assertAtMostOneASecond(times: number[], begun: number): void {
	const seconds = ((times.at(-1) ?? begun) - begun) / 990;
	assert.ok(times.length <= 1 + seconds, `${times.length} in ${seconds} s`);
}

test("activity goes to all members at most once a second, the last of a burst within two, to the author as well", async () => {
	const { serverId, channelId } = await ada.createServer("Active");
	const second = await ada.createChannel(serverId, "second");
	await bob.join(serverId);
	const [adas, bobs, eves] = await Promise.all([ada.openSocket(channelId), bob.connect(), eve.connect()]);
	const begun = performance.now();
	for (const round of range(1, 30)) {
		await ada.sendMessage(round % 2 ? channelId : second, `${round}`);
		await sleep(40);
	}
	const last = (client: SocketClient, id: number) =>
		Math.max(
			0,
			...client
				.of("activity")
				.flatMap(({ channels }) => channels.filter((head) => head.channelId === id).map(({ lastSeq }) => lastSeq)),
		);
	for (const client of [adas, bobs]) {
		await waitUntil("the last head is told", () => last(client, channelId) === 15 && last(client, second) === 15);
		const times = client.received.filter(({ event }) => event === "activity").map(({ at }) => at);
		assertAtMostOneASecond(times, begun);
		assert.ok(client.of("activity").every((event) => event.serverId === serverId));
	}
	assert.deepEqual(eves.received, []);
	close(adas, bobs, eves);
});

test("presence goes to members of a shared server in arrays, at most once a second, and never to others", async () => {
	const { serverId } = await ada.createServer("Present");
	const crowd = await world.createUsers(...range(1, 6).map((n) => `present${n}`));
	for (const person of crowd) await person.join(serverId);
	const [adas, eves] = await Promise.all([ada.connect(), eve.connect()]);
	const begun = performance.now();
	const sockets = await Promise.all(crowd.map((person) => person.connect()));
	// ada's own presence may arrive at any time.
	const ids = new Set(crowd.map(({ id }) => id));
	const serialized = (events = adas.of("presence")) =>
		events.flatMap((event) =>
			event.serverId === serverId ? event.changes.filter(({ userId }) => ids.has(userId)) : [],
		);
	await waitUntil("all are online", () => serialized().length >= 6);
	assert.deepEqual(
		serialized()
			.map(({ userId, status }) => `${userId} ${status}`)
			.sort(),
		crowd.map(({ id }) => `${id} online`).sort(),
	);
	const times = adas.received.flatMap(({ event, payload, at }) =>
		event === "presence" && serialized([payload as never]).length > 0 ? [at] : [],
	);
	assertAtMostOneASecond(times, begun);
	assert.deepEqual(eves.received, []);
	close(adas, eves, ...sockets);
});

test("a chosen presence is emitted and listed; invisible appears as offline; a reload is no absence; leaving is", async () => {
	const { serverId } = await ada.createServer("Moods");
	await bob.join(serverId);
	const [adas, bobs] = await Promise.all([ada.connect(), bob.connect()]);
	const status = async () =>
		(await ada.get(`/api/servers/${serverId}/members?q=bob`)).body.members?.map(({ presence }) => presence).join();
	const received = () =>
		adas
			.of("presence")
			.filter((event) => event.serverId === serverId)
			.flatMap(({ changes }) => changes.filter(({ userId }) => userId === bob.id).map((change) => change.status));
	await waitUntil("bob is online", () => received().at(-1) === "online");
	for (const [chosen, shown] of [
		["idle", "idle"],
		["dnd", "dnd"],
		["invisible", "offline"],
		["online", "online"],
	] as const) {
		assert.deepEqual(await bobs.ask("presence:set", { status: chosen }), { ok: true });
		assert.equal(await status(), shown);
		await waitUntil(`bob is ${shown}`, () => received().at(-1) === shown);
	}
	assert.doesNotMatch(JSON.stringify(adas.received), /invisible/);
	const before = received().length;
	bobs.close();
	await sleep(300);
	const again = await bob.connect();
	await sleep(1500);
	assert.equal(received().length, before);
	again.close();
	await waitUntil("bob is offline", () => received().at(-1) === "offline");
	assert.equal(await status(), "offline");
	adas.close();
});

test("no event reveals an invisible user", async () => {
	const { serverId } = await ada.createServer("Unseen");
	await bob.join(serverId);
	const bobs = await bob.connect();
	await bobs.ask("presence:set", { status: "invisible" });
	const adas = await ada.connect();
	await sleep(1300);
	const serialized = adas
		.of("presence")
		.filter((event) => event.serverId === serverId)
		.flatMap(({ changes }) => changes);
	assert.ok(
		serialized.every(({ userId, status }) => userId !== bob.id || status === "offline"),
		JSON.stringify(serialized),
	);
	close(adas, bobs);
});

test("an author and a reader receive everything once on each of many connections", async () => {
	const { serverId, channelId } = await ada.createServer("Everywhere");
	await bob.join(serverId);
	const all = await Promise.all(range(1, 12).map((n) => (n % 2 ? ada : bob).openSocket(channelId)));
	await Promise.all(range(1, 60).map((n) => all[n % 12]?.sendMessage(channelId, `${n}`)));
	for (const client of all) {
		await waitUntil("all is heard", () => client.seqs(channelId).length >= 60);
		assert.deepEqual(client.seqs(channelId), range(1, 60));
	}
	close(...all);
});
