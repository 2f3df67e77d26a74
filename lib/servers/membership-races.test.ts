import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { range, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;

const rounds = repeatsOf(15);

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
});
after(() => world.close());

/** Stores a message by the function that every append calls, in a transaction that the test commits when it wants. */
async function heldAppend(channelId: number, content: string) {
	let commit = () => {};
	const released = new Promise<void>((resolve) => {
		commit = resolve;
	});
	let stored = () => {};
	const done = new Promise<void>((resolve) => {
		stored = resolve;
	});
	const committed = sql.begin(async (tx) => {
		await tx`select append_messages(${channelId}, ${[ada.id]}::bigint[], ${[ada.id]}::bigint[], ${[randomUUID()]}::uuid[],
			${[content]}::text[], '{}', ${[1]}::int[], ${["bob"]}::text[], '{}', 100, '{}', '{}')`;
		stored();
		await released;
	});
	await done;
	return {
		commit: async () => {
			commit();
			await committed;
		},
	};
}

const isMember = async (serverId: number) => {
	const [row] = await sql`select 1 from memberships where server_id = ${serverId} and user_id = ${bob.id}`;
	return row !== undefined;
};

test("a join waits for no message in flight, and the message that has not seen it counts as read", async () => {
	const { serverId, channelId } = await ada.createServer("In flight");
	await ada.sendMessage(channelId, "1");
	const append = await heldAppend(channelId, "@bob 2");
	const joining = bob.post(`/api/membership/${serverId}`);
	await waitUntil("the join is committed beside the append", () => isMember(serverId));
	// Its response waits for the append, or the message would be unread.
	await Promise.race([joining.then(() => assert.fail("the join was answered")), sleep(50)]);
	await append.commit();
	assert.equal((await joining).status, 200);
	const { lastSeq, lastReadSeq, mentionCount } = await bob.channelState(channelId);
	assert.deepEqual([lastSeq, lastReadSeq, mentionCount], [2, 2, 0]);
});

test("a message that has seen the join is unread, also if it is stored before the join is answered", async () => {
	const { serverId, channelId } = await ada.createServer("Seen");
	const other = await ada.createChannel(serverId, "other");
	const append = await heldAppend(other, "1");
	const joining = bob.post(`/api/membership/${serverId}`);
	await waitUntil("the join is committed beside the append", () => isMember(serverId));
	await ada.sendMessage(channelId, "@bob 1");
	await append.commit();
	assert.equal((await joining).status, 200);
	const { lastSeq, lastReadSeq, mentionCount } = await bob.channelState(channelId);
	assert.deepEqual([lastSeq, lastReadSeq, mentionCount], [1, 0, 1]);
	assert.equal((await bob.channelState(other)).lastReadSeq, 1);
});

test("a join is answered and received although its read markers cannot be settled", async () => {
	const { serverId, channelId } = await ada.createServer("Unsettled");
	await ada.sendMessage(channelId, "1");
	await sql`create function fail_unsettled() returns trigger language plpgsql as 'begin raise exception $$no$$; end'`;
	await sql`create trigger unsettled before update on reads for each row when (new.user_id = ${sql.unsafe(String(bob.id))})
		execute function fail_unsettled()`;
	const bobs = await bob.connect();
	try {
		const append = await heldAppend(channelId, "2");
		const joining = bob.post(`/api/membership/${serverId}`);
		await waitUntil("the join is committed beside the append", () => isMember(serverId));
		await append.commit();
		const { status, text } = await joining;
		assert.equal(status, 200, text);
		await bobs.open({ channelId });
		await ada.sendMessage(channelId, "3");
		await waitUntil("the socket receives the server's events", () => bobs.of("messages").length > 0);
		assert.equal(world.loggedErrors.splice(0).length, 1);
		assert.deepEqual(bobs.of("membership").at(-1), { serverId, isMember: true, reason: "joined" });
	} finally {
		await sql`drop trigger unsettled on reads`;
		await sql`drop function fail_unsettled`;
		bobs.close();
	}
});

test("messages do not wait for a join", async () => {
	const { serverId, channelId } = await ada.createServer("Not held up");
	await ada.sendMessage(channelId, "1");
	const commit = await holdTransaction((tx) => tx`select 1 from servers where id = ${serverId} for no key update`);
	const joining = bob.post(`/api/membership/${serverId}`);
	// The join waits for the server's row, with the account and the channels locked.
	await waitsFor('from "servers"');
	await ada.sendMessage(channelId, "@bob 2");
	await commit();
	assert.equal((await joining).status, 200);
	const { lastSeq, lastReadSeq, mentionCount } = await bob.channelState(channelId);
	assert.deepEqual([lastSeq, lastReadSeq, mentionCount], [2, 2, 0]);
});

test("whatever is sent during a join, a message is either read, or unread and a mention", async () => {
	const { serverId, channelId } = await ada.createServer("Busy");
	const places = [channelId, await ada.createChannel(serverId, "second")];
	let isOver = false;
	const acknowledged = new Map(places.map((place) => [place, 0]));
	const sending = [...places, ...places].map(async (place) => {
		while (!isOver) {
			const { seq } = await ada.sendMessage(place, "@bob");
			acknowledged.set(place, Math.max(seq, acknowledged.get(place) ?? 0));
		}
	});
	for (let round = 0; round < rounds; round++) {
		const before = new Map(acknowledged);
		await bob.join(serverId);
		for (const place of places) {
			const { lastSeq, lastReadSeq, mentionCount } = await bob.channelState(place);
			assert.ok(lastReadSeq >= (before.get(place) ?? 0), "what was acknowledged before the join is read");
			assert.equal(mentionCount, lastSeq - lastReadSeq, `round ${round}`);
		}
		await bob.leave(serverId);
	}
	isOver = true;
	await Promise.all(sending);
});

test("no message is accepted, and no event is sent, after the response to a leave", async () => {
	const { serverId, channelId } = await ada.createServer("Gate");
	const bobs = await bob.connect();
	for (let round = 0; round < rounds; round++) {
		await bob.join(serverId);
		await bobs.open({ channelId });
		let isOver = false;
		let accepted = 0;
		const [before] = await sql<{ n: number }[]>`select last_seq as n from channels where id = ${channelId}`;
		const sending = range(1, 3).map(async (n) => {
			while (!isOver) {
				const sent = await bob.post(`/api/channels/${channelId}/messages`, { nonce: randomUUID(), content: `${n}` });
				if (sent.status === 200 || sent.status === 201) accepted++;
			}
		});
		await waitUntil("some messages were accepted", () => accepted > 2);
		await bob.leave(serverId);
		const [atLeave] = await sql<{ n: number }[]>`select last_seq as n from channels where id = ${channelId}`;
		isOver = true;
		await Promise.all(sending);
		await ada.sendMessage(channelId, "alone");
		const [later] = await sql<{ n: number }[]>`select last_seq as n from channels where id = ${channelId}`;
		assert.equal(later?.n, (atLeave?.n ?? 0) + 1, "nothing of the user was stored after the response");
		assert.equal((atLeave?.n ?? 0) - (before?.n ?? 0), accepted);
		await waitUntil("the socket was removed", () => bobs.of("membership").at(-1)?.isMember === false);
		const last = bobs.received.findLastIndex(({ event }) => event === "membership");
		const isOfServer = ({ payload }: { payload: unknown }) => {
			const of = payload as { serverId?: number; channelId?: number };
			return of.serverId === serverId || of.channelId === channelId;
		};
		assert.deepEqual(bobs.received.slice(last + 1).filter(isOfServer), []);
	}
	bobs.close();
});

test("joins race with the creation and deletion of channels, and leave no read marker behind", async () => {
	const { serverId, channelId } = await ada.createServer("Building site");
	await ada.sendMessage(channelId, "1");
	for (let round = 0; round < rounds; round++) {
		const old = await ada.createChannel(serverId, `old-${round}`);
		await ada.sendMessage(old, "@bob");
		const [, , made] = await Promise.all([
			bob.join(serverId),
			ada.delete(`/api/channels/${old}`),
			ada.createChannel(serverId, `new-${round}`).then(async (id) => {
				await ada.sendMessage(id, "@bob");
				return id;
			}),
			eve.join(serverId),
		]);
		const { lastSeq, lastReadSeq, mentionCount } = await bob.channelState(made);
		assert.deepEqual([lastSeq, mentionCount], [1, lastSeq - lastReadSeq]);
		await Promise.all([bob.leave(serverId), eve.leave(serverId), ada.delete(`/api/channels/${made}`)]);
	}
	const left = await sql`select 1 from reads where user_id = any (${[bob.id, eve.id]}::bigint[])
		and channel_id in (select id from channels where server_id = ${serverId})`;
	assert.equal(left.length, 0);
});

test("counts are exact whatever several users do at once, each of them twice", async () => {
	const { serverId } = await ada.createServer("Turnstile");
	const crowd = await world.createUsers(...range(1, 6).map((n) => `twice${n}`));
	const adas = await ada.connect();
	for (let round = 0; round < rounds; round++) {
		const answers = await Promise.all(
			crowd.flatMap((person) => [
				person.post(`/api/membership/${serverId}`),
				person.delete(`/api/membership/${serverId}`),
				person.post(`/api/membership/${serverId}`),
			]),
		);
		for (const { status } of answers) assert.ok([200, 404, 409].includes(status), String(status));
		if (round % 3 === 2) await Promise.all(crowd.map((person) => person.delete(`/api/membership/${serverId}`)));
		const [row] = await sql<{ kept: number; counted: number }[]>`
			select member_count as kept, (select count(*) from memberships where server_id = s.id) as counted
			from servers s where id = ${serverId}`;
		assert.equal(row?.kept, row?.counted);
	}
	const [row] = await sql<{ n: number }[]>`select member_count as n from servers where id = ${serverId}`;
	const changes = () => adas.received.filter(({ event }) => event === "member:joined" || event === "member:left");
	await waitUntil("the last event has the count", () => {
		const last = changes().at(-1)?.payload as { memberCount: number } | undefined;
		return last?.memberCount === row?.n;
	});
	adas.close();
});
