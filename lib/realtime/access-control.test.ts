import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ada, bob, setUpUsers, world } from "@/test/support/community";
import { repeatsOf } from "@/test/support/races";
import { range, type SocketClient, waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import * as sessions from "../auth/sessions";
import { appState } from "../process/app-state";

setUpUsers();

const rounds = range(1, 4);

/** ada sends messages that mention bob every ten milliseconds, and types, until stopped. */
async function keepPosting(channelId: number): Promise<() => Promise<void>> {
	const client = await ada.openSocket(channelId);
	const asked: Promise<unknown>[] = [];
	let isPosting = true;
	const done = (async () => {
		for (let n = 0; isPosting; n++) {
			asked.push(client.ask("message:send", { channelId, nonce: nonce(), content: `sentinel ${n} @bob` }));
			asked.push(client.ask("typing", { channelId }));
			await sleep(10);
		}
	})();
	return async () => {
		isPosting = false;
		await done;
		await Promise.all(asked);
		client.close();
	};
}

/** bob reads, types, posts, reacts and reopens channels on two connections and over HTTP, as fast as he can. */
async function busy(channelId: number): Promise<{ client: SocketClient[]; stop: () => Promise<void> }> {
	const client = await Promise.all([bob.openSocket(channelId), bob.openSocket(channelId)]);
	let going = true;
	const again = async (act: () => Promise<unknown>) => {
		while (going) {
			await act().catch(() => {});
			await sleep(1);
		}
	};
	const [one, two] = client as [SocketClient, SocketClient];
	const loops = [
		again(() => bob.put(`/api/channels/${channelId}/read`, { seq: 1, force: true })),
		again(() => one.ask("message:send", { channelId, nonce: nonce(), content: "bob’s" })),
		again(() => two.ask("typing", { channelId })),
		again(() => two.ask("channel:open", { channelId, afterSeq: 0 })),
		again(() => bob.put(`/api/channels/${channelId}/messages/1/reactions/%F0%9F%94%A5`)),
	];
	return {
		client,
		stop: async () => {
			going = false;
			await Promise.all(loops);
		},
	};
}

function receivesNothingAfter(client: SocketClient, last: "membership" | "session:revoked"): void {
	const at = client.received.findIndex(
		({ event, payload }) => event === last && (payload as { isMember?: boolean }).isMember !== true,
	);
	assert.notEqual(at, -1, `${last} was not heard`);
	assert.deepEqual(client.received.slice(at + 1), []);
}

test("after the response to a leave no socket receives events of that server, and every action is rejected", async () => {
	for (const round of rounds) {
		const { serverId, channelId } = await ada.createServer("Contour");
		await bob.join(serverId);
		const stopPosting = await keepPosting(channelId);
		const { client, stop } = await busy(channelId);
		await sleep(100);
		await bob.leave(serverId);
		const late = await client[0]?.ask("message:send", { channelId, nonce: nonce(), content: "after the answer" });
		assert.equal(late?.error?.code, "not_member");
		// Activity and presence may be delayed by a second.
		await sleep(round === 1 ? 1500 : 250);
		await stop();
		await stopPosting();
		for (const one of client) {
			receivesNothingAfter(one, "membership");
			one.close();
		}
		const { text } = await ada.get(`/api/channels/${channelId}/messages?limit=100`);
		assert.doesNotMatch(text, /after the answer/);
	}
});

test("when a server is deleted its members receive that last, under any load", async () => {
	for (const round of rounds) {
		const { serverId, channelId } = await ada.createServer("Doomed");
		await bob.join(serverId);
		const stopPosting = await keepPosting(channelId);
		const { client, stop } = await busy(channelId);
		await sleep(100);
		assert.equal((await ada.delete(`/api/servers/${serverId}`)).status, 204);
		// Activity and presence may be delayed by a second.
		await sleep(round === 1 ? 1500 : 250);
		await stop();
		await stopPosting();
		for (const one of client) {
			receivesNothingAfter(one, "membership");
			assert.deepEqual(one.of("membership").at(-1), { serverId, isMember: false, reason: "server_deleted" });
			one.close();
		}
	}
});

test("when a session is revoked its sockets receive that last and are disconnected before the response", async () => {
	for (const _ of rounds) {
		const { serverId, channelId } = await ada.createServer("Sessions");
		const phone = await world.signIn(bob);
		await phone.join(serverId);
		const stopPosting = await keepPosting(channelId);
		const sockets = await Promise.all([phone.openSocket(channelId), phone.openSocket(channelId)]);
		await sleep(100);
		await sessions.revoke(phone.sessionId);
		assert.equal(
			appState().io?.sockets.adapter.rooms.get(`session:${phone.sessionId}`),
			undefined,
			"cut in the act itself",
		);
		for (const one of sockets) await one.closed();
		await sleep(50);
		await stopPosting();
		for (const one of sockets) receivesNothingAfter(one, "session:revoked");
		await bob.leave(serverId);
	}
});

test("a channel that is being opened during a leave stays closed", async () => {
	for (const round of range(1, repeatsOf(9))) {
		const { serverId, channelId } = await ada.createServer("Opening");
		await bob.join(serverId);
		const bobs = await bob.connect();
		const opening = range(1, 10).map(() => bobs.ask("channel:open", { channelId, limit: 50 }));
		if (round % 3) await sleep(round % 5);
		await bob.leave(serverId);
		await Promise.all(opening);
		const left = bobs.received.length;
		await ada.sendMessage(channelId, "nobody but members");
		await sleep(30);
		assert.deepEqual(bobs.received.slice(left), []);
		receivesNothingAfter(bobs, "membership");
		bobs.close();
	}
});

test("a socket that connects during a leave receives no events of the server, and one during a join does", async () => {
	for (const _ of range(1, repeatsOf(6))) {
		const { serverId, channelId } = await ada.createServer("Handshake");
		await bob.join(serverId);
		const connecting = range(1, 4).map(() => bob.connect());
		await bob.leave(serverId);
		const leavers = await Promise.all(connecting);
		const counts = leavers.map(({ received }) => received.length);
		await ada.sendMessage(channelId, "gone");
		await ada.patch(`/api/servers/${serverId}`, { description: "gone" });
		await sleep(50);
		for (const [index, client] of leavers.entries()) {
			assert.deepEqual(
				client.received.slice(counts[index]).filter(({ event }) => event !== "membership"),
				[],
			);
			client.close();
		}
		const joining = range(1, 4).map(() => bob.connect());
		await bob.join(serverId);
		const joiners = await Promise.all(joining);
		await ada.patch(`/api/servers/${serverId}`, { description: "here" });
		for (const client of joiners) {
			await client.waitFor("server:updated");
			client.close();
		}
		await bob.leave(serverId);
	}
});

test("rejects a handshake that coincides with the end of its session", async () => {
	for (const _ of range(1, 6)) {
		const phone = await world.signIn(bob);
		const connecting = range(1, 4).map(() => phone.connect().catch(() => null));
		await sessions.revoke(phone.sessionId);
		for (const client of await Promise.all(connecting)) {
			if (!client) continue;
			await waitUntil("it is cut", () => !client.socket.connected);
			assert.equal(client.received.at(-1)?.event, "session:revoked");
		}
	}
});
