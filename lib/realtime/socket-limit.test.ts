import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type SocketClient, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { onEvent } from "../cluster/redis-handlers";
import { appState } from "../process/app-state";

let world: TestServer;
before(async () => {
	world = await TestServer.open({ rateLimits: true });
});
after(() => world.close());

const online = { chosen: "online", at: 1 } as const;
/** Another instance's message about a user: one socket for each time. */
const emits = (from: string, userId: number, since: number[], whole = false) =>
	onEvent(from, { kind: "people", whole, people: [[userId, since.length > 0 ? online : null, [], false, since]] });
const ahead = (count: number) => Array.from({ length: count }, (_, n) => Date.now() + 1000 + n);
const before2020 = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

test("sockets of all instances count together: each instance cuts its own oldest, and a dead instance leaves no counts", async () => {
	const ada = await world.createUser("ada");
	const sockets: SocketClient[] = [];
	for (let n = 0; n < 5; n++) sockets.push(await ada.connect());
	emits("another", ada.id, ahead(15));
	emits("a third", ada.id, []);
	assert.deepEqual(
		sockets.map(({ socket }) => socket.connected),
		Array(5).fill(true),
	);
	emits("another", ada.id, ahead(17));
	await waitUntil("the two oldest are cut", () => sockets.filter(({ socket }) => !socket.connected).length === 2);
	for (const [index, client] of sockets.entries()) {
		assert.equal(client.socket.connected, index >= 2);
		assert.equal(client.of("error:too_many_sockets")[0]?.code, index < 2 ? "too_many_sockets" : undefined);
	}
	// Now the other instance's sockets are the oldest: it cuts them itself, and none is cut here.
	emits("another", ada.id, before2020(20));
	sockets.push(await ada.connect());
	assert.equal(appState().presence.surplus(ada.id, 20), 0);
	// An instance that no longer lists its users, because it crashed and restarted.
	emits("another", ada.id, ahead(19));
	await waitUntil("only the newest is left", () => sockets.filter(({ socket }) => socket.connected).length === 1);
	onEvent("another", { kind: "people", whole: true, people: [] });
	for (let n = 0; n < 19; n++) sockets.push(await ada.connect());
	assert.equal(sockets.filter(({ socket }) => socket.connected).length, 20);
	sockets.push(await ada.connect());
	await waitUntil(
		"the twenty-first is one too many",
		() => sockets.filter(({ socket }) => socket.connected).length === 20,
	);
	for (const { socket } of sockets) socket.close();
});
