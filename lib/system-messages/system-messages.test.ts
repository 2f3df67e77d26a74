import assert from "node:assert/strict";
import { test } from "node:test";
import { reduceServers, type ServersState } from "@/app/_client/servers/servers-reducer";
import { unreadOf } from "@/app/_client/unread/unread";
import { Random } from "@/bench/chaos/random";
import { sql } from "@/db";
import type { Message } from "@/lib/realtime/protocol";
import type { ApiClient } from "@/test/support/api-client";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, setUpUsers, world } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { range, waitUntil } from "@/test/support/socket-client";

setUpUsers();

let made = 0;
/** A server of ada's, with bob as its member, that announces what `settings` say in its first channel. */
async function announcing(settings: object = {}): Promise<{ serverId: number; channelId: number }> {
	const place = await ada.createServer(`Announcing ${++made}`);
	await bob.join(place.serverId);
	const systemMessages = { joinedChannelId: place.channelId, pinned: true, renamed: true, ...settings };
	await set(place.serverId, systemMessages);
	return place;
}
const set = async (serverId: number, systemMessages: object) => {
	const { status, text } = await ada.patch(`/api/servers/${serverId}`, { systemMessages });
	assert.equal(status, 200, text);
};
const settingsOf = async (who: ApiClient, serverId: number) =>
	(await who.get(`/api/servers/${serverId}`)).body.server?.systemMessages;
const logOf = async (channelId: number, who = ada) =>
	(await who.get(`/api/channels/${channelId}/messages?limit=100`)).body.messages ?? [];
const announcedIn = async (channelId: number, who = ada) =>
	(await logOf(channelId, who)).flatMap(({ system, author }) => (system ? [{ ...system, by: author.username }] : []));
const pin = async (who: ApiClient, channelId: number, seq: number) =>
	assert.equal((await who.put(`/api/channels/${channelId}/messages/${seq}/pin`)).status, 204);
const rename = async (channelId: number, name: string) =>
	assert.equal((await ada.patch(`/api/channels/${channelId}`, { name })).status, 200);

test("a server announces nothing by default, and only those who manage it see and change that", async () => {
	const { serverId, channelId } = await ada.createServer("Quiet");
	await bob.join(serverId);
	const { seq } = await ada.sendMessage(channelId, "a word");
	await pin(ada, channelId, seq);
	await rename(channelId, "silent");
	assert.deepEqual(await announcedIn(channelId), []);
	const nothing = { joinedChannelId: null, pinned: false, renamed: false, unread: false };
	assert.deepEqual(await settingsOf(ada, serverId), nothing);
	for (const other of [bob, eve]) {
		assert.equal(await settingsOf(other, serverId), undefined);
		assert.notEqual((await other.patch(`/api/servers/${serverId}`, { systemMessages: { pinned: true } })).status, 200);
	}
	await set(serverId, { pinned: true });
	await set(serverId, { joinedChannelId: channelId });
	await set(serverId, {});
	assert.deepEqual(await settingsOf(ada, serverId), { ...nothing, pinned: true, joinedChannelId: channelId });
	assert.equal(await settingsOf(bob, serverId), undefined);
	const elsewhere = await ada.createServer("Elsewhere");
	const thread = (await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`)).body.thread?.channelId;
	for (const id of [elsewhere.channelId, thread, 999_999, 0, "x", true])
		assertRefused(
			await ada.patch(`/api/servers/${serverId}`, { systemMessages: { joinedChannelId: id } }),
			400,
			"invalid_request",
			"systemMessages.joinedChannelId",
		);
	for (const wrong of [{ pinned: 1 }, { other: true }, [], null, "all"])
		assertRefused(await ada.patch(`/api/servers/${serverId}`, { systemMessages: wrong }), 400, "invalid_request");
	assert.equal((await ada.delete(`/api/channels/${channelId}`)).status, 204);
	assert.equal((await settingsOf(ada, serverId))?.joinedChannelId, null);
	assert.equal((await eve.post(`/api/membership/${serverId}`)).status, 200);
});

test("a manager chooses no channel that is hidden from them, and does not learn which it is", async () => {
	const { serverId } = await announcing();
	const hidden = await ada.createChannel(serverId, "staff", { private: true });
	await ada.createRole(serverId, "managers", { permissions: ["manage_server"] }, bob);
	const choose = (who: ApiClient) =>
		who.patch(`/api/servers/${serverId}`, { systemMessages: { joinedChannelId: hidden } });
	assertRefused(await choose(bob), 400, "invalid_request", "systemMessages.joinedChannelId");
	assert.equal((await choose(ada)).status, 200);
	assert.equal((await settingsOf(ada, serverId))?.joinedChannelId, hidden);
	assert.equal((await settingsOf(bob, serverId))?.joinedChannelId, null);
	await eve.join(serverId);
	assert.deepEqual(await announcedIn(hidden), [{ type: "joined", uncounted: true, by: eve.username }]);
	assertRefused(await eve.get(`/api/channels/${hidden}/messages`), 404, "channel_not_found");
	assert.ok(!(await eve.get("/api/servers?mine=true")).text.includes(`"id":${hidden}`));
});

test("a join is a message of the log about the new member, who has read it", async () => {
	const { serverId, channelId } = await announcing({ unread: true });
	await ada.sendMessage(channelId, "first");
	const client = await ada.openSocket(channelId);
	const before = await ada.channelState(channelId);
	await eve.join(serverId);
	const { messages } = await client.waitFor("messages", ({ messages }) => messages.some(({ system }) => system));
	const [message] = messages;
	assert.deepEqual(
		{ ...message, nonce: "", createdAt: "", author: message?.author.username },
		{
			...{ channelId, seq: before.lastSeq + 1, rev: before.lastRev + 1, nonce: "", author: eve.username },
			...{ content: "", replyTo: null, createdAt: "", editedAt: null, deletedAt: null, reactions: [], attachments: [] },
			system: { type: "joined" },
		},
	);
	assert.deepEqual((await logOf(channelId)).at(-1), message);
	const own = await eve.channelState(channelId);
	assert.deepEqual([own.lastSeq, own.lastReadSeq], [before.lastSeq + 1, before.lastSeq + 1]);
	assert.equal(unreadOf(await ada.channelState(channelId)), 1);
	assert.equal((await client.waitFor("activity", () => true)).channels[0]?.lastSeq, before.lastSeq + 1);
	client.close();
	// Once a day, in whatever channel.
	await eve.leave(serverId);
	const other = await ada.createChannel(serverId, "other");
	await set(serverId, { joinedChannelId: other });
	await eve.join(serverId);
	assert.equal((await announcedIn(other)).length, 0);
	await sql`update system_messages set created_at = created_at - interval '25 hours'`;
	await eve.leave(serverId);
	await eve.join(serverId);
	assert.deepEqual(await announcedIn(other), [{ type: "joined", by: eve.username }]);
	await eve.leave(serverId);
	// Their pins and renames count for nothing.
	await sql`update system_messages set type = 'pinned' where user_id = ${eve.id}`;
	await eve.join(serverId);
	assert.equal((await announcedIn(other)).length, 2);
	await eve.leave(serverId);
	assert.equal((await ada.patch(`/api/channels/${other}`, { archived: true })).status, 200);
	await sql`update system_messages set created_at = created_at - interval '25 hours'`;
	await eve.join(serverId);
	assert.equal((await announcedIn(other)).length, 2);
});

test("a first pin and a new name are announced in their channel, and nothing else is", async () => {
	const { channelId: elsewhere } = await announcing();
	await ada.sendMessage(elsewhere, "calm");
	const unchanged = await ada.channelState(elsewhere);
	const { serverId, channelId } = await announcing();
	const { seq } = await bob.sendMessage(channelId, "pin me");
	await pin(ada, channelId, seq);
	await pin(ada, channelId, seq);
	await rename(channelId, "harbour");
	await rename(channelId, "harbour");
	assert.equal((await ada.patch(`/api/channels/${channelId}`, { topic: "Boats" })).status, 200);
	assert.equal((await ada.delete(`/api/channels/${channelId}/messages/${seq}/pin`)).status, 204);
	const taken = await ada.createChannel(serverId, "taken");
	assertRefused(await ada.patch(`/api/channels/${channelId}`, { name: "taken" }), 409, "name_taken");
	assert.equal((await ada.patch(`/api/channels/${taken}`, { archived: true })).status, 200);
	await rename(taken, "old");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	const threadId = body.thread?.channelId ?? 0;
	const reply = await ada.sendMessage(threadId, "a reply");
	await pin(ada, threadId, reply.seq);
	const expected = [
		{ type: "pinned", seq, uncounted: true, by: ada.username },
		{ type: "renamed", before: "general", after: "harbour", uncounted: true, by: ada.username },
	];
	assert.deepEqual(await announcedIn(channelId), expected);
	for (const id of [taken, threadId]) assert.deepEqual(await announcedIn(id), []);
	const { lastSeq, lastRev } = await ada.channelState(channelId);
	const log = await logOf(channelId);
	assert.deepEqual(
		log.map((message) => message.seq),
		range(1, lastSeq),
	);
	const { messages } = await (await bob.connect()).open({ channelId, afterRev: 1 });
	assert.equal(messages.at(-1)?.rev, lastRev - 2);
	await set(serverId, { pinned: false, renamed: false });
	await pin(ada, channelId, seq);
	await rename(channelId, "port");
	assert.deepEqual(await announcedIn(channelId), expected);
	assert.deepEqual(await ada.channelState(elsewhere), unchanged);
});

test("users reply and react to a system message; it is not edited, pinned, reported, found, or deleted by its author", async () => {
	const { serverId, channelId } = await announcing();
	await eve.join(serverId);
	const seq = (await logOf(channelId)).at(-1)?.seq ?? 0;
	const at = `/api/channels/${channelId}/messages/${seq}`;
	assert.equal((await bob.put(`${at}/reactions/${encodeURIComponent("👋")}`)).status, 204);
	assert.equal((await bob.sendMessage(channelId, "Welcome!", { replyTo: seq })).replyTo, seq);
	assert.equal((await bob.put(`${at}/saved`)).status, 204);
	assertRefused(await eve.patch(at, { content: "x" }), 403, "system_message");
	assertRefused(await bob.patch(at, { content: "x" }), 403, "forbidden");
	assertRefused(await ada.put(`${at}/pin`), 403, "system_message");
	assertRefused(await ada.post(`${at}/thread`), 403, "system_message");
	assertRefused(await bob.post("/api/reports", { channelId, seq, category: "spam" }), 403, "system_message");
	assertRefused(await eve.delete(at), 403, "forbidden");
	await waitUntil("the reply is found", async () =>
		(await bob.get("/api/search?q=welcome")).text.includes(`"channelId":${channelId}`),
	);
	const found = await bob.get(`/api/search?q=${encodeURIComponent(`from:${eve.username}`)}`);
	assert.deepEqual(found.body.results, []);
	assert.equal((await ada.delete(at)).status, 204);
	const log = await logOf(channelId);
	assert.deepEqual([log[0]?.system, log[0]?.content, log[0]?.deletedAt === null], [undefined, "", false]);
	assert.equal((await ada.put(`${at}/pin`)).status, 404);
});

test("a ban that purges removes the announcement of the join, and its undo restores it exactly", async () => {
	const { serverId, channelId } = await announcing();
	await eve.join(serverId);
	await eve.sendMessage(channelId, "spam");
	const before = await logOf(channelId);
	const unread = unreadOf(await bob.channelState(channelId));
	const sanction = { sanction: { kind: "ban" }, subject: eve.username, purgeHours: 1 };
	const { body, text } = await ada.post(`/api/servers/${serverId}/moderation-actions`, sanction);
	assert.equal(body.action?.removed, 2, text);
	assert.deepEqual(await announcedIn(channelId), []);
	assert.equal(unreadOf(await bob.channelState(channelId)), unread);
	const undone = await ada.delete(`/api/servers/${serverId}/moderation-actions/${body.action?.id}`);
	assert.equal(undone.status, 204);
	const bare = (log: typeof before) => log.map(({ rev: _, ...message }) => message);
	assert.deepEqual(bare(await logOf(channelId)), bare(before));
	assert.equal(unreadOf(await bob.channelState(channelId)), unread);
	await eve.join(serverId);
	assert.equal((await announcedIn(channelId)).length, 1);
});

test("joins that begin before the channel of announcements changes are announced in the new one", async () => {
	const { serverId, channelId } = await announcing();
	const other = await ada.createChannel(serverId, "arrivals");
	const release = await holdTransaction((tx) => tx`select from channels where id = ${channelId} for no key update`);
	const joining = eve.join(serverId);
	await waitsFor("no key update");
	await set(serverId, { joinedChannelId: other });
	await release();
	await joining;
	assert.deepEqual([(await announcedIn(channelId)).length, (await announcedIn(other)).length], [0, 1]);
});

test("a crowd joins while members write: each is announced once, and the log has no holes", async () => {
	const { serverId, channelId } = await announcing();
	const crowd = await Promise.all(range(1, 60).map((n) => world.createUser(`crowd.${made}.${n}`)));
	const client = await bob.openSocket(channelId);
	const seqs: number[] = [];
	client.socket.on("messages", (event: { messages: Message[] }) => seqs.push(...event.messages.map(({ seq }) => seq)));
	await Promise.all([
		...crowd.map((who) => who.join(serverId)),
		...range(1, 15).map((n) => bob.sendMessage(channelId, `word ${n}`)),
	]);
	const log = await logOf(channelId);
	assert.deepEqual(
		log.map(({ seq, rev }) => [seq, rev]),
		range(1, 75).map((n) => [n, n]),
	);
	assert.deepEqual(
		(await announcedIn(channelId)).map(({ by }) => by).sort(),
		crowd.map(({ username }) => username).sort(),
	);
	await waitUntil("all are received", () => seqs.length === 75);
	assert.deepEqual(seqs, range(1, 75));
	for (const who of crowd) {
		const { lastReadSeq } = await who.channelState(channelId);
		const own = log.find(({ author }) => author.username === who.username)?.seq ?? 0;
		assert.ok(lastReadSeq >= own);
		assert.ok(log.every(({ seq, author }) => seq <= lastReadSeq || author.username !== who.username));
	}
	client.close();
});

test("unread counts equal a naive count, whatever is announced, counted, read, removed and restored", async () => {
	const { serverId, channelId } = await announcing();
	const random = new Random(20261129);
	const members = [ada, bob];
	const joiners = await Promise.all(range(1, 12).map((n) => world.createUser(`naive.${n}`)));
	const clients = await Promise.all(
		members.map(async (who) => {
			const client = await who.connect();
			const { body } = await who.get("/api/servers?mine=true");
			const state: { now: ServersState } = { now: { servers: body.servers ?? [] } };
			for (const type of ["activity", "read"] as const)
				client.socket.on(type, (event: object) => {
					state.now = reduceServers({ type, ...event } as never, state.now);
				});
			return { client, state };
		}),
	);
	const uncounted = new Set<number>();
	const actions: number[] = [];
	const steps = [
		() => joiners.pop()?.join(serverId),
		() => bob.sendMessage(channelId, "word"),
		async () => {
			const { seq } = await bob.sendMessage(channelId, "pin");
			await pin(ada, channelId, seq);
		},
		() => rename(channelId, `name-${random.below(1e9)}`),
		() => set(serverId, { unread: random.below(4) === 0 }),
		async () => {
			const who = members[random.below(2)] ?? ada;
			const { lastSeq } = await who.channelState(channelId);
			await who.put(`/api/channels/${channelId}/read`, { seq: random.below(lastSeq + 1), force: true });
		},
		async () => {
			const { lastSeq } = await ada.channelState(channelId);
			if (lastSeq > 0) await ada.delete(`/api/channels/${channelId}/messages/${random.below(lastSeq) + 1}`);
		},
		async () => {
			const body = { subject: bob.username, purgeHours: 1 };
			const { action } = (await ada.post(`/api/servers/${serverId}/moderation-actions`, body)).body;
			if (action) actions.push(action.id);
		},
		async () => {
			const id = actions.pop();
			if (id) await ada.delete(`/api/servers/${serverId}/moderation-actions/${id}`);
		},
	];
	for (let n = 0; n < 45; n++) {
		await steps[random.below(steps.length)]?.();
		for (const { seq, system } of await logOf(channelId)) if (system?.uncounted) uncounted.add(seq);
		for (const [index, who] of members.entries()) {
			const state = await who.channelState(channelId);
			const naive = range(state.lastReadSeq + 1, state.lastSeq).filter((seq) => !uncounted.has(seq)).length;
			assert.equal(unreadOf(state), naive, `${who.username} after ${n}`);
			const { body } = await who.get("/api/inbox?tab=unreads");
			assert.equal(body.items?.find(({ place }) => place.channelId === channelId)?.unread ?? 0, naive);
			// Clients receive activity once a second.
			if (n % 22 !== 0) continue;
			await waitUntil("the client has the same count", () => {
				const shown = clients[index]?.state.now.servers.flatMap(({ channels }) => channels);
				return unreadOf(shown?.find(({ id }) => id === channelId) ?? state) === naive;
			});
		}
	}
	assert.ok(uncounted.size > 5);
	for (const { client } of clients) client.close();
});
