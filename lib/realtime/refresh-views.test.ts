import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import { ada, bob, eve, serverId, setUpCommunity } from "@/test/support/community";
import { repeatsOf } from "@/test/support/races";
import { range, type SocketClient, waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { everyoneDefaults, type Permission, toBits } from "../auth/permissions";
import { applyEvent } from "../cluster/events";
import { appState } from "../process/app-state";

setUpCommunity();

const bits = (...names: Permission[]) => toBits(names).toString();
let made = 0;

/** An act on roles or overrides, as its response waits for it. */
async function act(...statements: Promise<unknown>[]): Promise<void> {
	await Promise.all(statements);
	await applyEvent({ kind: "access_changed", serverId });
}

async function createRole(...names: Permission[]): Promise<number> {
	const [role] = await sql<{ id: number }[]>`
		insert into roles (server_id, name, handle, position, permissions)
		values (${serverId}, ${`role ${++made}`}, ${`role${made}`}, ${made}, ${bits(...names)}) returning id`;
	assert.ok(role);
	return role.id;
}

const give = (roleId: number, userId = bob.id) =>
	sql`insert into member_roles (server_id, user_id, role_id) values (${serverId}, ${userId}, ${roleId})`;
const take = (roleId: number, userId = bob.id) =>
	sql`delete from member_roles where role_id = ${roleId} and user_id = ${userId}`;
const override = (channelId: number, subject: { roleId?: number; userId?: number }, allow: string, deny: string) => sql`
	insert into overrides (channel_id, role_id, user_id, allow, deny)
	values (${channelId}, ${subject.roleId ?? null}, ${subject.userId ?? null}, ${allow}, ${deny})`;

/** A channel that only members with this role may view, and the owner. */
async function createFor(roleId: number): Promise<number> {
	const id = await ada.createChannel(serverId, `for-${++made}`, { private: true });
	await override(id, { roleId }, bits("view_channel", "read_history"), "0");
	await act();
	return id;
}

async function createThread(channelId: number): Promise<number> {
	const { seq } = await ada.sendMessage(channelId, "root");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	assert.ok(body.thread);
	return body.thread.channelId;
}

const names = (client: SocketClient, channelId: number) =>
	client.received
		.filter(({ payload }) => {
			const text = JSON.stringify(payload);
			return text.includes(`"channelId":${channelId}`) || text.includes(`"id":${channelId},`);
		})
		.map(({ event }) => event);

test("when access cannot be read, nobody who may have lost it stays connected", async () => {
	const client = await bob.connect();
	await sql`alter table channel_groups rename to channel_groups_away`;
	try {
		await act();
		await client.closed();
	} finally {
		await sql`alter table channel_groups_away rename to channel_groups`;
		client.close();
	}
});

test("after a role is taken, its member hears nothing of the channel and its threads, and is told only that it is gone", async () => {
	const role = await createRole();
	const channel = await createFor(role);
	const thread = await createThread(channel);
	await act(give(role));
	const client = await bob.openSocket(channel);
	await client.open({ channelId: thread });
	client.forget();
	await act(take(role));
	for (const id of [channel, thread]) await ada.sendMessage(id, "after the answer");
	await sleep(1300);
	assert.deepEqual(names(client, channel), ["channel:deleted"]);
	assert.deepEqual(names(client, thread), []);
	for (const id of [channel, thread])
		assert.equal((await client.ask("channel:open", { channelId: id })).error?.code, "channel_not_found");
	client.close();
});

test("a channel of which the view is denied by its override, its group's or the role's permissions is silent at once", async () => {
	const role = await createRole("view_channel");
	const [group] = await sql<{ id: number }[]>`
		insert into channel_groups (server_id, name, position) values (${serverId}, 'group', 0) returning id`;
	assert.ok(group);
	const [one, two, three] = await Promise.all(
		["one", "two", "three"].map((name) => ada.createChannel(serverId, `${name}-denied`)),
	);
	assert.ok(one && two && three);
	await sql`update channels set group_id = ${group.id}, follows_group = true where id = ${two}`;
	const everyone = sql`(select id from roles where server_id = ${serverId} and is_everyone)`;
	await sql`insert into overrides (channel_id, role_id, deny) values (${three}, ${everyone}, ${bits("view_channel")})`;
	await sql`insert into overrides (channel_id, role_id, allow) values (${three}, ${role}, ${bits("view_channel")})`;
	await act(give(role));
	const client = await bob.connect();
	for (const channelId of [one, two, three]) await client.open({ channelId });
	client.forget();

	await act(override(one, { userId: bob.id }, "0", bits("view_channel")));
	await act(
		sql`insert into overrides (group_id, role_id, deny) values (${group.id}, ${role}, ${bits("view_channel")})`,
	);
	await act(sql`update overrides set allow = 0 where channel_id = ${three} and role_id = ${role}`);
	for (const id of [one, two, three]) await ada.sendMessage(id, "after the answer");
	await sleep(1300);
	for (const id of [one, two, three]) assert.deepEqual(names(client, id), ["channel:deleted"]);
	client.close();
});

test("a channel that was opened while it was visible for a moment is closed too", async () => {
	const role = await createRole();
	const channel = await createFor(role);
	const client = await bob.connect();
	// Another instance may learn of both acts at once.
	await give(role);
	await client.open({ channelId: channel });
	await act(take(role));
	await ada.sendMessage(channel, "after the answer");
	await sleep(1300);
	assert.deepEqual(names(client, channel), ["channel:deleted"]);
	client.close();
});

test("who begins to see a channel is told of it with their permissions, and hears its activity", async () => {
	const role = await createRole();
	const channel = await createFor(role);
	const client = await bob.connect();
	await act(give(role));
	const { channel: told } = await client.waitFor("channel:created", (event) => event.channel.id === channel);
	assert.deepEqual(
		told.permissions.filter((name) => name === "view_channel" || name === "send_messages" || name === "manage_roles"),
		["view_channel", "send_messages"],
	);
	await ada.sendMessage(channel, "welcome");
	await client.waitFor("activity", ({ channels }) => channels.some(({ channelId }) => channelId === channel));
	client.close();
});

test("a channel is announced only to those who may still view it when the announcement is sent", async () => {
	const role = await createRole();
	const channel = await createFor(role);
	const client = await bob.connect();
	appState().emitBuffer.hold();
	await act(give(role));
	await act(take(role));
	appState().emitBuffer.release();
	await ada.patch(`/api/servers/${serverId}`, { description: "released" });
	await client.waitFor("server:updated");
	assert.deepEqual(names(client, channel), ["channel:deleted"]);
	client.close();
});

test("activity in a channel that is not known here yet is for nobody, unless every member may view the channel", async () => {
	const client = await bob.connect();
	const [secret, open] = [1_000_001, 1_000_002];
	for (const [id, hidden] of [
		[secret, true],
		[open, false],
	] as const)
		appState().channelHeads.onRemote(serverId, id, 1, { hidden, parentId: null });
	await client.waitFor("activity", ({ channels }) => channels.some(({ channelId }) => channelId === open));
	assert.deepEqual(names(client, secret), []);
	client.close();
});

test("only those whose permissions changed without a channel appearing or going are told so", async () => {
	await eve.join(serverId);
	const [bobs, eves] = await Promise.all([bob.connect(), eve.connect()]);
	const role = await createRole("manage_messages");
	await give(role);
	await applyEvent({ kind: "access_changed", serverId, userIds: [bob.id] });
	assert.deepEqual(await bobs.waitFor("access"), { serverId });
	await act();
	await ada.patch(`/api/servers/${serverId}`, { description: "settled" });
	for (const client of [bobs, eves]) await client.waitFor("server:updated");
	assert.equal(bobs.of("access").length, 1);
	assert.deepEqual(eves.of("access"), []);
	for (const client of [bobs, eves]) client.close();
	await eve.leave(serverId);
});

test("a member who must accept the rules, or has accepted them, is told so, whatever their roles permit", async () => {
	await act(sql`update roles set permissions = permissions & 3 where server_id = ${serverId} and is_everyone`);
	const client = await bob.connect();
	for (const acceptedAt of [null, new Date()]) {
		client.forget();
		await sql`update memberships set accepted_at = ${acceptedAt} where server_id = ${serverId} and user_id = ${bob.id}`;
		await applyEvent({ kind: "access_changed", serverId, userIds: [bob.id] });
		assert.deepEqual(await client.waitFor("access"), { serverId });
	}
	client.close();
	await act(
		sql`update roles set permissions = ${everyoneDefaults.toString()} where server_id = ${serverId} and is_everyone`,
	);
});

test("an act that hides many channels tells each member once to read the server again", async () => {
	const role = await createRole();
	const channels: number[] = [];
	for (const _ of range(1, 11)) channels.push(await createFor(role));
	await act(give(role));
	const client = await bob.openSocket(channels[0] ?? 0);
	client.forget();
	await act(take(role));
	for (const id of channels) await ada.sendMessage(id, "after the answer");
	await sleep(1300);
	assert.deepEqual(
		client.received.map(({ event }) => event).filter((event) => event !== "presence"),
		["access"],
	);
	client.close();
});

test("whoever connects, opens or catches up while a channel is hidden is refused or has left it when that is answered", async () => {
	const role = await createRole();
	const channel = await createFor(role);
	for (const _ of range(1, repeatsOf(5))) {
		await act(give(role));
		const clients = await Promise.all([bob.connect(), bob.openSocket(channel)]);
		const connecting = bob.connect();
		const opening = clients.map((client) => client.ask("channel:open", { channelId: channel, afterRev: 0 }));
		await act(take(role));
		await ada.sendMessage(channel, "hidden from here on");
		await Promise.all(opening);
		clients.push(await connecting);
		await sleep(50);
		for (const client of clients) {
			assert.ok(!JSON.stringify(client.of("messages")).includes("hidden from here on"));
			client.close();
		}
		assert.deepEqual(
			[...appState().views.of(serverId)].length,
			new Set([...(appState().io?.sockets.sockets.values() ?? [])].map((one) => one.data.views.get(serverId)?.room))
				.size,
		);
	}
});

test("a search or message that is answered after a channel was hidden finds nothing there, and is not stored", async () => {
	const role = await createRole();
	const channel = await createFor(role);
	const word = "kingfisher";
	await ada.sendMessage(channel, word);
	await waitUntil("the message is found", async () => {
		const { body } = await ada.get(`/api/search?q=${word}`);
		return (body.results?.length ?? 0) > 0;
	});
	for (const n of range(1, repeatsOf(5))) {
		await act(give(role));
		let isHidden = false;
		const sending = range(1, 8).map(async (place) => {
			await sleep(place);
			const wasHidden = isHidden;
			const { status } = await bob.post(`/api/channels/${channel}/messages`, {
				nonce: nonce(),
				content: `${word} ${n}`,
			});
			return { wasHidden, status };
		});
		const searching = range(1, 8).map(async (place) => {
			await sleep(place);
			const wasHidden = isHidden;
			const { body } = await bob.get(`/api/search?q=${word}`);
			return { wasHidden, found: body.results?.length ?? 0 };
		});
		await sleep(4);
		await act(take(role));
		isHidden = true;
		const before = await lastSeqOf(channel);
		for (const { wasHidden, status } of await Promise.all(sending)) if (wasHidden) assert.equal(status, 404);
		for (const { wasHidden, found } of await Promise.all(searching)) if (wasHidden) assert.equal(found, 0);
		assert.equal(await lastSeqOf(channel), before);
	}
});

async function lastSeqOf(channelId: number): Promise<number> {
	const [row] = await sql<{ last: number }[]>`select last_seq as last from channels where id = ${channelId}`;
	return row?.last ?? 0;
}
