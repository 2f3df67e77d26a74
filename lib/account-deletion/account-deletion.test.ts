import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { picture } from "@/test/support/emoji";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { notifiesOthers } from "@/test/support/notify-others";
import { range, waitUntil } from "@/test/support/socket-client";
import { userWithCredentials } from "../auth/nextauth-options";
import { hashPassword } from "../auth/password";
import * as sessions from "../auth/sessions";
import { appState } from "../process/app-state";
import { eraseAccount } from "./erase-account";

setUpCommunity("Contour");

const password = "correct horse battery";
const never = new AbortController().signal;
let made = 0;

/** A member of the server with a password. */
async function member(name = `leaver${++made}`): Promise<ApiClient> {
	const person = await world.createUser(name);
	await sql`update users set password_hash = ${await hashPassword(password, "here")} where id = ${person.id}`;
	await person.join(serverId);
	return person;
}
const request = (person: ApiClient, body: object = { alsoMessages: false }) => person.post("/api/account/delete", body);
const requested = async (person: ApiClient, alsoMessages = false) => {
	const { status, text } = await request(person, { alsoMessages });
	assert.equal(status, 200, text);
};
const comeDue = (person: ApiClient) => sql`update users set deletes_at = now() where id = ${person.id}`;
async function erased(person: ApiClient, alsoMessages = false): Promise<void> {
	await requested(person, alsoMessages);
	await comeDue(person);
	await eraseAccount(person.id, never);
}
const hashOf = async (person: ApiClient) =>
	(await sql<{ hash: string }[]>`select password_hash as hash from users where id = ${person.id}`)[0]?.hash ?? null;
const signIn = async (person: ApiClient) =>
	sessions.create({
		userId: person.id,
		userAgent: null,
		address: "192.0.2.1",
		passwordHash: await hashOf(person),
		locale: "en",
		provedSecondFactor: false,
	});
const listed = async (person: ApiClient) =>
	(await ada.get(`/api/servers/${serverId}/members?userIds=${person.id}`)).body.members?.length === 1;
const found = async (person: ApiClient) => (await ada.get(`/api/users?q=${person.username}`)).body.users?.length === 1;
const messagesOf = async (person: ApiClient) =>
	((await ada.get(`/api/channels/${channelId}/messages?limit=100`)).body.messages ?? []).filter(
		({ author }) => author.id === person.id,
	);
const noticeOf = (kind: string, { id }: ApiClient) => new RegExp(`"${kind}".*"userId":${id}\\b`);

afterEach(() => sql`update users set is_admin = false`);

test("refuses a malformed request, a wrong password, and a session that proved nothing recently", async () => {
	const person = await member();
	for (const [body, field] of [
		[{}, "alsoMessages"],
		[{ alsoMessages: "yes" }, "alsoMessages"],
		[{ alsoMessages: true, when: "now" }, "when"],
		[{ alsoMessages: true, password: "wrong horse" }, "password"],
		[{ alsoMessages: true, password: "\u0000" }, "password"],
	] as const)
		assertRefused(await request(person, body), 400, "invalid_request", field);
	assertRefused(await request(world.guest()), 401, "unauthenticated");
	await sql`update sessions set reauthenticated_at = now() - interval '1 hour' where user_id = ${person.id}`;
	assertRefused(await request(person), 403, "reauthentication_required");
	assert.equal((await request(person, { alsoMessages: false, password })).status, 200);
});

test("a password that is changed at the same moment proves nothing", async () => {
	const person = await member();
	const commit = await holdTransaction((tx) => tx`update users set password_hash = 'another' where id = ${person.id}`);
	const asked = request(person, { alsoMessages: false, password });
	await waitsFor("for no key update");
	await commit();
	assertRefused(await asked, 400, "invalid_request", "password");
	assert.equal(await listed(person), true);
});

test("refuses the owner of servers and names these, and the only administrator of the instance", async () => {
	const person = await member();
	const { serverId: own } = await person.createServer("Mine");
	const refused = await request(person);
	assertRefused(refused, 409, "owns_servers");
	assert.deepEqual(refused.body.error?.servers, [{ id: own, name: "Mine", iconUrl: null }]);
	assert.equal((await person.delete(`/api/servers/${own}`)).status, 204);
	await sql`update users set is_admin = true where id = ${person.id}`;
	assertRefused(await request(person), 403, "forbidden");
	await sql`update users set is_admin = true where id = ${bob.id}`;
	await requested(person);
});

test("signs out everywhere and hides the user at once; the messages stay", async () => {
	const person = await member();
	const phone = await world.signIn(person);
	const socket = await phone.connect();
	const watching = await ada.connect();
	await person.sendMessage(channelId, "I was here");
	await notifiesOthers([noticeOf("account_hidden", person)], () => requested(person));
	for (const client of [person, phone]) assertRefused(await client.get("/api/account"), 401, "unauthenticated");
	await socket.closed();
	const left = await watching.waitFor("member:left", ({ userId }) => userId === person.id);
	const [server] = await sql<{ n: number }[]>`select member_count as n from servers where id = ${serverId}`;
	assert.equal(left.memberCount, server?.n);
	assert.deepEqual([await listed(person), await found(person)], [false, false]);
	const profile = (await ada.get(`/api/users/${person.username}`)).text;
	assert.equal(profile, (await ada.get("/api/users/nobody")).text);
	assertRefused(await ada.put(`/api/servers/${serverId}/members/${person.username}`), 404, "user_not_found");
	assert.deepEqual(
		(await messagesOf(person)).map(({ content }) => content),
		["I was here"],
	);
	watching.close();
});

test("a sign-in before the time is over undoes it: the user is listed again, and the job does nothing", async () => {
	const person = await member();
	const other = await member();
	for (const each of [person, other]) await requested(each, true);
	assert.equal(await userWithCredentials(person.username, "wrong horse", "192.0.2.1"), null);
	const wrong = {
		userId: person.id,
		userAgent: null,
		address: "192.0.2.1",
		passwordHash: "another",
		locale: "en",
		provedSecondFactor: false,
	} as const;
	assert.equal(await sessions.create(wrong), null);
	assert.equal(await listed(person), false);
	const watching = await ada.connect();
	await notifiesOthers([noticeOf("account_shown", person)], async () => assert.ok(await signIn(person)));
	await watching.waitFor("member:joined", ({ user }) => user.id === person.id);
	assert.deepEqual([await listed(person), await found(person)], [true, true]);
	await comeDue(other);
	await eraseAccount(person.id, never);
	const [row] = await sql`select kind, deletes_at, deletes_messages from users where id = ${person.id}`;
	assert.deepEqual({ ...row }, { kind: "person", deletes_at: null, deletes_messages: false });
	assert.equal(await listed(other), false, "the deletion of another account goes on");
	watching.close();
});

test("when the time is over nobody signs in any more, and the job deletes the account", async () => {
	const person = await member();
	await requested(person);
	await comeDue(person);
	assert.equal(await signIn(person), null);
	const waiting = await sql`select 1 from jobs where queue = 'account_deletion' and run_at > now() + interval '13 days'
		and payload ->> 'userId' = ${String(person.id)}`;
	assert.equal(waiting.length, 1);
	await sql`update jobs set run_at = now() where queue = 'account_deletion' and payload ->> 'userId' = ${String(person.id)}`;
	appState().jobRunner?.wake();
	const kind = async () => (await sql`select kind from users where id = ${person.id}`)[0]?.kind;
	await waitUntil("the account is deleted", async () => (await kind()) === "deleted");
	assert.equal(await signIn(person), null);
});

test("the job waits for a sign-in that is being stored, and deletes no account that owns a server", async () => {
	const person = await member();
	await requested(person);
	await comeDue(person);
	await sql`update servers set owner_id = ${person.id} where id = ${serverId}`;
	await assert.rejects(eraseAccount(person.id, never), /owns server/);
	await sql`update servers set owner_id = ${ada.id} where id = ${serverId}`;
	const commit = await holdTransaction((tx) => tx`update users set deletes_at = null where id = ${person.id}`);
	const erasing = eraseAccount(person.id, never);
	await waitsFor("users");
	await commit();
	await erasing;
	const [row] = await sql`select kind, username from users where id = ${person.id}`;
	assert.deepEqual({ ...row }, { kind: "person", username: person.username });
});

test("only a placeholder name and the messages are left of the account", async () => {
	const person = await member("carol");
	await sql`update users set email = 'carol@example.org', email_verified_at = now(), bio = 'Mine', is_admin = true,
		status_text = 'Away', keywords = '{kiln}', pronouns = 'Mine', links = '[{"label": "Mine"}]',
		time_zone = 'Mine/Away', settings = '{"theme": "Mine"}' where id = ${person.id}`;
	await sql`update users set is_admin = true where id = ${bob.id}`;
	assert.equal((await person.putPicture("/api/account/avatar", await picture())).status, 200);
	await person.put(`/api/users/bob/block`);
	const sent = await person.uploadOk(channelId, "sent.txt", "hello");
	await person.sendMessage(channelId, "Mine", { attachmentIds: [sent.id] });
	const { seq } = await ada.sendMessage(channelId, "@carol @bob hello");
	await person.put(`/api/channels/${channelId}/messages/${seq}/saved`);
	await person.put(`/api/channels/${channelId}/draft`, { content: "Not sent" });
	const file = await person.uploadOk(channelId, "unsent.txt", "hello");
	const thread = (await person.post(`/api/channels/${channelId}/messages/${seq}/thread`)).body.thread?.channelId ?? 0;
	await person.put(`/api/channels/${thread}/follow`);
	const watching = await ada.connect();
	const before = (await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount ?? 0;
	await bob.putPicture("/api/account/avatar", await picture());
	await bob.put("/api/users/carol/block");
	await bob.put(`/api/channels/${channelId}/messages/${seq}/saved`);
	await bob.put(`/api/channels/${channelId}/draft`, { content: "Not sent" });
	await bob.put(`/api/channels/${thread}/follow`);
	const kept = await bob.uploadOk(channelId, "unsent.txt", "hello");
	const both = sql`users where id in (${person.id}, ${bob.id})`;
	await sql`insert into totp (user_id, secret) select id, 'x' from ${both}`;
	await sql`insert into recovery_codes (user_id, hash) select id, convert_to(username, 'UTF8') from ${both}`;
	await sql`insert into sign_in_tickets (hash, user_id, expires_at)
		select convert_to(username, 'UTF8'), id, now() + interval '1 day' from ${both}`;
	await sql`insert into passkeys (id, user_id, public_key, counter, transports, backed_up, name)
		select convert_to(username, 'UTF8'), id, '', 0, '{}', false, 'Key' from ${both}`;
	await sql`insert into passkey_challenges (hash, user_id, expires_at) select convert_to(username, 'UTF8'), id, now() from ${both}`;
	await sql`insert into identities (provider, subject, user_id) select 'https://id.example', username, id from ${both}`;
	await sql`insert into channel_levels (user_id, channel_id, level) select id, ${channelId}, 'all' from ${both}`;
	await sql`insert into slow_mode_state (user_id, channel_id, at) select id, ${channelId}, now() from ${both}`;
	await sql`insert into account_exports (user_id) select id from ${both}`;
	const [archive] = await sql<{ key: string }[]>`
		update account_exports set key = (select key from attachments where id = ${kept.id}), size = 5, ready_at = now()
		where user_id = ${bob.id} returning key`;
	await sql`insert into email_tokens (hash, user_id, purpose, expires_at) select convert_to(username, 'UTF8'), id, 'reset', now() from ${both}`;
	await sql`insert into held_usernames (username, user_id, until)
		select username || 'ine', id, now() + interval '1 day' from ${both}`;
	await sql`insert into join_requests (server_id, user_id) select ${serverId}, id from ${both}`;
	await sql`insert into invitations (server_id, user_id, invited_by) values
		(${serverId}, ${bob.id}, ${person.id}), (${serverId}, ${person.id}, ${bob.id}), (${serverId}, ${eve.id}, ${ada.id})`;
	const code = await ada.createInvite(serverId, { onlyUsernames: ["carol"] });
	const [avatar] = await sql<{ key: string }[]>`select key from pictures where user_id = ${person.id}`;
	await notifiesOthers([noticeOf("account_deleted", person)], () => erased(person));
	const name = { displayName: "Deleted account", username: `_deleted_${person.id}`, avatarUrl: null };
	const { user } = await watching.waitFor("member:updated", (event) => event.user.displayName === name.displayName);
	assert.equal(user.username, name.username);
	await watching.waitFor("member:left", ({ userId }) => userId === person.id);
	const [row] = await sql`select to_jsonb(u) as account from users u where id = ${person.id}`;
	assert.doesNotMatch(JSON.stringify(row?.account), /carol|kiln|Mine|Away/);
	assert.deepEqual([row?.account.kind, row?.account.is_admin, row?.account.password_hash], ["deleted", false, null]);
	for (const table of [
		"sessions",
		"email_tokens",
		"blocks",
		"drafts",
		"saved",
		"follows",
		"reads",
		"mentions",
		"pictures",
		"totp",
		"recovery_codes",
		"sign_in_tickets",
		"passkeys",
		"passkey_challenges",
		"identities",
		"channel_levels",
		"slow_mode_state",
		"account_exports",
		"held_usernames",
		"invitations",
		"join_requests",
	]) {
		assert.equal((await sql`select 1 from ${sql(table)} where user_id = ${person.id}`).length, 0, table);
		const left = await sql`select 1 from ${sql(table)} where user_id in (${bob.id}, ${eve.id})`;
		assert.ok(left.length > 0, `those of others stay: ${table}`);
	}
	assert.equal((await sql`select 1 from invitations where invited_by = ${person.id}`).length, 0);
	assert.equal((await sql`select 1 from held_usernames where username in ('carol', 'caroline')`).length, 2);
	const [invite] = await sql<{ names: string[] }[]>`select only_usernames as names from invites where code = ${code}`;
	assert.deepEqual(invite?.names, [name.username], "another user who gets the name is not meant");
	await waitUntil("the picture is gone", async () => (await appState().storage.get(avatar?.key ?? "")) === null);
	assert.notEqual(await appState().storage.get(archive?.key ?? ""), null, "the archive of another user stays");
	assert.equal((await ada.get(`/api/attachments/${sent.id}`)).text, "hello");
	assert.equal((await sql`select 1 from memberships where user_id = ${person.id}`).length, 0);
	assert.equal((await sql`select 1 from attachments where id = ${file.id}`).length, 0);
	assert.equal((await sql`select 1 from attachments where id = ${kept.id}`).length, 1);
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount, before - 1);
	const [message] = await messagesOf(person);
	assert.deepEqual([message?.content, message?.attachments.length], ["Mine", 1]);
	assert.deepEqual(message?.author, { id: person.id, ...name });
	watching.close();
});

test("nobody can take the username for 90 days, and it is free afterwards", async () => {
	const person = await member();
	const { username } = person;
	await erased(person);
	const register = () => world.guest().post("/api/account", { username, password });
	assertRefused(await register(), 409, "username_taken");
	await sql`update held_usernames set until = now()`;
	assert.equal((await register()).status, 201);
});

test("every table with something of a user is deleted with the account, or is kept for a reason", async () => {
	const kept: Record<string, string> = {
		account_exports: "deleted",
		attachments: "sent with messages, which stay or are erased",
		audit_log: "what moderators have done stays",
		automod_matches: "what moderators look at",
		automod_rules: "the rules of a server",
		bans: "an account that is banned stays so",
		blocks: "deleted; blocks of others stay, because messages do",
		cases: "what moderators have decided",
		channel_levels: "deleted",
		channels: "they are the server's",
		drafts: "deleted",
		email_tokens: "deleted",
		emoji: "they are the server's",
		escalations: "what administrators have decided",
		follows: "deleted",
		held_usernames: "without its user",
		identities: "deleted",
		imported_authors: "of placeholders",
		instance: "the first user of the instance",
		instance_audit_log: "what administrators have done stays",
		invitations: "deleted",
		invites: "they end with the membership of their maker",
		join_requests: "deleted",
		member_roles: "with the membership",
		memberships: "deleted",
		mentions: "deleted",
		messages: "stay under another name, or are erased",
		moderation_actions: "what moderators have done stays",
		overrides: "with the membership",
		passkey_challenges: "deleted",
		passkeys: "deleted",
		pictures: "deleted",
		preview_pictures: "with their messages",
		reactions: "stay under another name",
		reads: "deleted",
		registration_codes: "what administrators have made",
		reports: "what moderators have decided",
		saved: "deleted",
		servers: "the account owns none",
		sessions: "deleted",
		recovery_codes: "deleted",
		sign_in_tickets: "deleted",
		slow_mode_state: "deleted",
		system_messages: "with their messages",
		totp: "deleted",
		votes: "stay, because the results of polls do",
	};
	const rows = await sql<{ name: string }[]>`
		select distinct conrelid::regclass::text as name from pg_constraint
		where contype = 'f' and confrelid = 'users'::regclass order by 1`;
	assert.deepEqual(
		rows.map(({ name }) => name).filter((name) => kept[name] === undefined),
		[],
		"Delete it in erase-account.ts, or say here why it stays.",
	);
});

test("with their messages: they become tombstones in batches, with their files, and an interrupted job goes on", async () => {
	const person = await member();
	const other = await ada.createChannel(serverId, "other");
	const file = await person.uploadOk(channelId, "a.txt", "hello");
	const { seq } = await person.sendMessage(channelId, "With a file", { attachmentIds: [file.id] });
	await ada.put(`/api/channels/${channelId}/messages/${seq}/pin`);
	const kept = await ada.sendMessage(channelId, "Hers", { replyTo: seq });
	await sql`insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
		select ${other}, n, n, n, gen_random_uuid(), ${person.id}, 'limestone ' || n from generate_series(1, 700) n`;
	await sql`update channels set last_seq = 700, last_rev = 700 where id = ${other}`;
	const watching = await ada.openSocket(channelId, other);
	await requested(person, true);
	await comeDue(person);
	const left = async () =>
		(
			await sql<{ n: number }[]>`
			select count(*)::int as n from messages where author_id = ${person.id} and deleted_at is null`
		)[0]?.n;
	const total = await left();
	const stop = new AbortController();
	watching.socket.on("messages:purged", () => stop.abort());
	await eraseAccount(person.id, stop.signal);
	const afterOne = await left();
	assert.ok(afterOne && total && afterOne < total, `${afterOne} of ${total} are left`);
	await eraseAccount(person.id, never);
	assert.equal(await left(), 0);
	const { messages = [] } = (await ada.get(`/api/channels/${other}/messages?limit=100`)).body;
	assert.ok(messages.length === 100 && messages.every(({ content, deletedAt }) => content === "" && deletedAt));
	assert.equal((await ada.get(`/api/attachments/${file.id}`)).status, 404);
	assert.equal((await sql`select 1 from removed_messages`).length, 0);
	assert.equal((await sql`select 1 from attachments where id = ${file.id}`).length, 0);
	assert.equal((await ada.get(`/api/channels/${channelId}/pins`)).body.messages?.length ?? 0, 0);
	await waitUntil("every revision has arrived", () => watching.revs(other).at(-1) === 702);
	const purged = watching.of("messages:purged").filter((event) => event.channelId === other);
	assert.deepEqual(
		purged.map(({ actionId }) => actionId),
		[null, null],
	);
	assert.deepEqual(
		purged.flatMap(({ seqs }) => seqs.flatMap(([from, to]) => range(from, to))),
		range(1, 700),
	);
	const here = (await ada.get(`/api/channels/${channelId}/messages?limit=100`)).body.messages ?? [];
	assert.equal(here.find(({ seq }) => seq === kept.seq)?.content, "Hers");
	watching.close();
});

test("messages that moderators had removed are not restored after that, those of others are", async () => {
	const people = [await member(), await member()] as const;
	const actions: number[] = [];
	for (const person of people) {
		const { seq } = await person.sendMessage(channelId, "Removed");
		const { body } = await ada.post(`/api/servers/${serverId}/moderation-actions`, {
			subject: person.username,
			messages: [{ channelId, seq }],
		});
		actions.push(body.action?.id ?? 0);
	}
	await erased(people[0], true);
	for (const id of actions) await ada.delete(`/api/servers/${serverId}/moderation-actions/${id}`);
	const contents = async (person: ApiClient) =>
		(await messagesOf(person)).flatMap(({ content }) => (content === "" ? [] : [content]));
	assert.deepEqual(await Promise.all(people.map(contents)), [[], ["Removed"]]);
});

test("erasing waits for a message that is being stored in the channel, and for none elsewhere", async () => {
	const person = await member();
	await person.sendMessage(channelId, "Mine");
	const busy = await ada.createServer("Busy elsewhere");
	await requested(person, true);
	await comeDue(person);
	const hold = (id: number) =>
		holdTransaction(
			(tx) => tx`
				with head as (
					update channels set last_seq = last_seq + 1, last_rev = last_rev + 1 where id = ${id} returning *
				) insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
				select id, last_seq, last_rev, last_rev, gen_random_uuid(), ${ada.id}, 'meanwhile' from head`,
		);
	const commits = await Promise.all([channelId, busy.channelId].map(hold));
	const erasing = eraseAccount(person.id, never);
	await waitsFor('"channels"');
	await commits[0]?.();
	await erasing;
	await commits[1]?.();
	const [row] = await sql<{ last: number; logged: number }[]>`
		select last_rev as last, (select max(rev) from changes where channel_id = c.id) as logged
		from channels c where id = ${channelId}`;
	assert.equal(row?.logged, row?.last, "the removal is the change after that message");
});

test("an account that is being deleted never owns a server, whichever of the two comes first", async () => {
	await sql`update users set password_hash = ${await hashPassword(password, "here")} where id = ${ada.id}`;
	const person = await member();
	const handOver = () => ada.put(`/api/servers/${serverId}/owner`, { username: person.username, password });
	let commit = await holdTransaction((tx) => tx`select 1 from users where id = ${person.id} for update`);
	const [asked, created] = [request(person), person.createServer("Late").catch(() => null)];
	await waitsFor("for no key update");
	await commit();
	const answer = await asked;
	const late = await created;
	assert.notEqual(answer.status === 200, late !== null, "one of the two was refused");
	if (late) {
		await person.delete(`/api/servers/${late.serverId}`);
		await requested(person);
	}
	assertRefused(await handOver(), 404, "user_not_found");
	assert.ok(await signIn(person));
	commit = await holdTransaction(
		(tx) => tx`update users set deletes_at = now() + interval '1 day' where id = ${person.id}`,
	);
	const handing = handOver();
	await waitsFor("for no key update");
	await commit();
	assertRefused(await handing, 404, "user_not_found");
	const [owner] = await sql<{ id: number }[]>`select owner_id as id from servers where id = ${serverId}`;
	assert.equal(owner?.id, ada.id);
	assert.equal((await eve.get("/api/account")).status, 200);
});
