import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, setUpUsers, world } from "@/test/support/community";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";

setUpUsers();

const den = (name: string, owner = ada) => owner.createServer(name, { visibility: "private" });
const invite = (serverId: number, name = "bob", owner = ada) => owner.put(`/api/servers/${serverId}/members/${name}`);
const open = async (person = bob) => (await person.get("/api/invitations")).body.invitations ?? [];
const names = async (person = bob) => (await open(person)).map(({ server }) => server.name);

async function invited(serverId: number, name = "bob", owner = ada): Promise<void> {
	const answer = await invite(serverId, name, owner);
	assert.deepEqual([answer.status, answer.body], [202, { invited: true }], answer.text);
}

test("an unaccepted invitation gives nothing: no membership, no shared server, no list entry", async () => {
	const { serverId, channelId } = await den("Nothing yet");
	await invited(serverId);
	for (const path of [`/api/servers/${serverId}`, `/api/membership/${serverId}`])
		assertRefused(await bob.get(path), 404, "server_not_found");
	assertRefused(await bob.post(`/api/membership/${serverId}`), 404, "server_not_found");
	assertRefused(await bob.get(`/api/channels/${channelId}/messages`), 404, "channel_not_found");
	assertRefused(await ada.get("/api/users/bob"), 404, "user_not_found");
	assertRefused(await bob.get("/api/users/ada"), 404, "user_not_found");
	assert.deepEqual((await bob.get("/api/servers?mine=true")).body.servers, []);
	assert.deepEqual((await ada.get("/api/users?q=bob")).body.users, []);
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount, 1);
	await ada.sendMessage(channelId, "hello @bob");
	const [mention] = await sql`select 1 from mentions where user_id = ${bob.id}`;
	assert.equal(mention, undefined);
});

test("an invitation shows the server's name, icon, description and member count, and its sender", async () => {
	const { serverId } = await ada.createServer("Shown", { visibility: "private", description: "About it" });
	const client = await bob.connect();
	await invited(serverId);
	await client.waitFor("invitation", (event) => event.serverId === serverId);
	const [first] = await open();
	assert.deepEqual(first?.server, {
		id: serverId,
		name: "Shown",
		description: "About it",
		iconUrl: null,
		memberCount: 1,
	});
	assert.deepEqual(Object.keys(first.invitedBy).toSorted(), [
		"avatarUrl",
		"createdAt",
		"displayName",
		"id",
		"username",
	]);
	assert.equal(first.invitedBy.username, "ada");
	assert.ok(first.createdAt);
	client.close();
});

test("rejects another user's invitation, and an answered one like one that never existed", async () => {
	const { serverId } = await den("Theirs");
	const tom = await world.createUser("tom");
	await invited(serverId, "tom");
	const never = await eve.post("/api/invitations/999999");
	assertRefused(never, 404, "invitation_not_found");
	for (const id of [serverId, 999999, "x", "0", "-1"])
		for (const method of ["POST", "DELETE"])
			assert.equal((await eve.call(method, `/api/invitations/${id}`)).text, never.text);
	assert.deepEqual(await open(eve), []);
	assertRefused(await world.guest().get("/api/invitations"), 401, "unauthenticated");
	assertRefused(await world.guest().post(`/api/invitations/${serverId}`), 401, "unauthenticated");
	assertRefused(await eve.put(`/api/servers/${serverId}/members/eve`), 404, "server_not_found");
	assert.equal((await tom.delete(`/api/invitations/${serverId}`)).status, 204);
	assertRefused(await tom.delete(`/api/invitations/${serverId}`), 404, "invitation_not_found");
	assertRefused(await tom.post(`/api/invitations/${serverId}`), 404, "invitation_not_found");
});

test("invites only users who can sign in, by name in any case, and leaves members as they are", async () => {
	const { serverId } = await den("By name", eve);
	for (const name of ["nobody", "%00", "b%20ob", "bob%2F", "%F0%9F%98%80", "x".repeat(3000)])
		assertRefused(await invite(serverId, name, eve), 404, "user_not_found");
	await sql`insert into users (username, display_name, kind) values ('placeholder', 'p', 'placeholder')`;
	assertRefused(await invite(serverId, "placeholder", eve), 404, "user_not_found");
	await world.createUser("zoe");
	// She signs in without a password.
	await sql`update users set password_hash = null where username = 'zoe'`;
	const all = await Promise.all(range(1, 5).map(() => invite(serverId, "ZoE", eve)));
	assert.ok(all.every(({ status }) => status === 202));
	const [row] = await sql<{ n: number }[]>`select count(*)::int as n from invitations where server_id = ${serverId}`;
	assert.equal(row?.n, 1);
	const own = await invite(serverId, "eve", eve);
	assert.deepEqual([own.status, own.text], [204, ""]);
});

test("one of many concurrent accepts succeeds: the user has read earlier messages, receives events, and the count is exact", async () => {
	const { serverId, channelId } = await den("Accepted");
	await ada.sendMessage(channelId, "before");
	await invited(serverId);
	const client = await bob.connect();
	const answers = await Promise.all(range(1, 8).map(() => bob.post(`/api/invitations/${serverId}`)));
	const [accepted, ...more] = answers.filter(({ status }) => status === 200);
	assert.equal(more.length, 0);
	assert.deepEqual([accepted?.body.server?.id, accepted?.body.server?.isMember], [serverId, true]);
	for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 404, "invitation_not_found");
	assert.deepEqual(await client.waitFor("membership", (event) => event.serverId === serverId), {
		serverId,
		isMember: true,
		reason: "joined",
	});
	await client.waitFor("invitation", (event) => event.serverId === serverId);
	assert.equal((await bob.channelState(channelId)).lastReadSeq, 1);
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount, 2);
	assert.equal((await invite(serverId)).status, 204);
	assert.equal((await names()).includes("Accepted"), false);
	client.close();
});

test("accepting and declining at once, or during the server's deletion, has one clear outcome", async () => {
	for (const round of range(1, repeatsOf(6))) {
		const guest = await world.createUser(`guest${round}`);
		const { serverId } = await den(`Race ${round}`);
		await invited(serverId, guest.username);
		const against = round % 2 ? guest.delete(`/api/invitations/${serverId}`) : ada.delete(`/api/servers/${serverId}`);
		const [accepted, other] = await Promise.all([guest.post(`/api/invitations/${serverId}`), against]);
		assert.ok([200, 404].includes(accepted.status), accepted.text);
		assert.ok([204, 404].includes(other.status), other.text);
		if (round % 2) assert.notEqual(accepted.status === 200, other.status === 204);
		const [row] = await sql<{ members: number; counted: number | null }[]>`
			select (select count(*)::int from memberships where server_id = ${serverId}) as members,
				(select member_count from servers where id = ${serverId}) as counted`;
		assert.equal(row?.members, row?.counted ?? 0);
		assert.deepEqual(await open(guest), []);
	}
	const { serverId } = await den("Declined at once");
	await invited(serverId, "eve");
	const answers = await Promise.all(range(1, 6).map(() => eve.delete(`/api/invitations/${serverId}`)));
	assert.deepEqual(answers.map(({ status }) => status).toSorted(), [204, 404, 404, 404, 404, 404]);
});

test("an invitation is deleted with its server, with its sender, and when the user joins another way", async () => {
	const client = await bob.connect();
	const gone = await den("Gone");
	await invited(gone.serverId);
	const isOfGone = (event: { serverId: number }) => event.serverId === gone.serverId;
	await client.waitFor("invitation", isOfGone);
	client.forget();
	await ada.delete(`/api/servers/${gone.serverId}`);
	await client.waitFor("invitation", isOfGone);
	assertRefused(await bob.post(`/api/invitations/${gone.serverId}`), 404, "invitation_not_found");

	const sold = await den("Sold");
	await invited(sold.serverId);
	await sql`update servers set owner_id = ${eve.id} where id = ${sold.serverId}`;
	assertRefused(await bob.post(`/api/invitations/${sold.serverId}`), 404, "invitation_not_found");
	const left = await den("Left");
	await invited(left.serverId);
	await sql`delete from memberships where server_id = ${left.serverId} and user_id = ${ada.id}`;
	assertRefused(await bob.post(`/api/invitations/${left.serverId}`), 404, "invitation_not_found");

	const public_ = await ada.createServer("Public");
	await invited(public_.serverId);
	await bob.join(public_.serverId);
	await bob.leave(public_.serverId);
	const still = await den("Still");
	await invited(still.serverId);
	assert.equal((await names())[0], "Still");
	for (const name of ["Gone", "Sold", "Left", "Public"]) assert.equal((await names()).includes(name), false, name);
	client.close();
});

test("a blocked user cannot invite the blocker, and gets the usual response", async () => {
	const mallory = await world.createUser("mallory");
	const client = await bob.connect();
	const before = await den("Before the block", mallory);
	await invited(before.serverId, "bob", mallory);
	await client.waitFor("invitation", (event) => event.serverId === before.serverId);
	await invited(before.serverId, "eve", mallory);
	await invited((await den("By another", eve)).serverId, "bob", eve);
	// An invitation lets its user see its sender, and nothing more.
	assertRefused(await bob.get("/api/users/mallory"), 404, "user_not_found");
	assert.equal((await bob.put("/api/users/mallory/block")).status, 204);
	assert.equal((await names()).includes("Before the block"), false);
	assert.equal((await names()).includes("By another"), true);
	const others =
		await sql`select declined_at from invitations where invited_by = ${mallory.id} and user_id <> ${bob.id}`;
	assert.deepEqual([...others], [{ declined_at: null }]);
	assertRefused(await bob.post(`/api/invitations/${before.serverId}`), 404, "invitation_not_found");
	const later = await den("After the block", mallory);
	client.forget();
	await invited(later.serverId, "bob", mallory);
	await invited(later.serverId, "bob", mallory);
	assertRefused(await bob.post(`/api/invitations/${later.serverId}`), 404, "invitation_not_found");
	assert.equal((await bob.delete("/api/users/mallory/block")).status, 204);
	assert.equal((await names()).includes("After the block"), false);
	assert.deepEqual(client.of("invitation"), []);
	client.close();
});

test("an invitation by a blocked user is hidden, also one in flight, and does not come back", async () => {
	const nick = await world.createUser("nick");
	const { serverId } = await nick.createServer("Shared");
	await bob.join(serverId);
	await bob.put("/api/users/nick/block");
	const first = await den("Blocked first", nick);
	await invited(first.serverId, "bob", nick);
	assert.equal((await names()).includes("Blocked first"), false);
	// As if it had been written during the block.
	await sql`update invitations set declined_at = null where server_id = ${first.serverId}`;
	assert.equal((await names()).includes("Blocked first"), false);
	assertRefused(await bob.post(`/api/invitations/${first.serverId}`), 404, "invitation_not_found");
	const second = await den("Blocked second", nick);
	await invited(second.serverId, "bob", nick);
	await bob.delete("/api/users/nick/block");
	assert.equal((await names()).includes("Blocked second"), false);
});

test("for a week neither server nor sender can repeat a declined invitation, and the sender sees no difference", async () => {
	const [pat, quinn] = await world.createUsers("pat", "quinn");
	assert.ok(pat && quinn);
	const first = await den("First", pat);
	await invited(first.serverId, "quinn", pat);
	await quinn.delete(`/api/invitations/${first.serverId}`);
	const second = await den("Second", pat);
	for (const { serverId } of [first, second, first]) await invited(serverId, "quinn", pat);
	assert.deepEqual(await names(quinn), []);
	// Another sender is not affected, and a repeated attempt does not prolong the wait.
	await invited((await den("Other")).serverId, "quinn");
	assert.deepEqual(await names(quinn), ["Other"]);
	// Deleting servers and creating others does not reset it.
	for (const { serverId } of [first, second]) assert.equal((await pat.delete(`/api/servers/${serverId}`)).status, 204);
	const third = await den("Third", pat);
	await invited(third.serverId, "quinn", pat);
	assert.deepEqual(await names(quinn), ["Other"]);
	await sql`update invitations set declined_at = declined_at - interval '8 days', created_at = created_at - interval '8 days'
		where user_id = ${quinn.id} and invited_by = ${pat.id}`;
	await invited(third.serverId, "quinn", pat);
	assert.deepEqual(await names(quinn), ["Third", "Other"]);
	// Expired rows are deleted.
	const [kept] = await sql<{ n: number }[]>`
		select count(*)::int as n from invitations where invited_by = ${pat.id} and server_id is null`;
	assert.equal(kept?.n, 0);
});

test("at most fifty invitations a day, declined ones included, accepted ones not", async () => {
	const sender = await world.createUser("sender");
	const { serverId } = await den("Crowd", sender);
	const guests = await world.createUsers(...range(1, 52).map((n) => `crowd${n}`));
	const [first, second] = guests;
	assert.ok(first && second);
	await sender.addMember(serverId, first);
	await invited(serverId, second.username, sender);
	await second.delete(`/api/invitations/${serverId}`);
	const answers = await Promise.all(guests.slice(2).map(({ username }) => invite(serverId, username, sender)));
	assert.equal(answers.filter(({ status }) => status === 202).length, 49);
	for (const answer of answers)
		if (answer.status !== 202) {
			assertRefused(answer, 429, "rate_limited");
			assert.ok((answer.body.error?.retryAfterMs ?? 0) > 3_600_000);
		}
	// Inviting an invited user again does not count.
	await invited(serverId, guests[2]?.username, sender);
	const other = await den("Other crowd", sender);
	assert.equal((await sender.delete(`/api/servers/${serverId}`)).status, 204);
	assertRefused(await invite(other.serverId, first.username, sender), 429, "rate_limited");
	await sql`update invitations set created_at = now() - interval '25 hours' where invited_by = ${sender.id}`;
	const late = guests.find((_, n) => n >= 2 && answers[n - 2]?.status !== 202);
	await invited(other.serverId, late?.username, sender);
});

test("above the limit a sender learns neither which users exist nor who declined or blocked, and counts reveal nothing", async () => {
	const sender = await world.createUser("nosy");
	const { serverId } = await den("Nosy", sender);
	const [open, declined, blocking] = await world.createUsers("opens", "declines", "blocks");
	assert.ok(open && declined && blocking);
	await blocking.put("/api/users/nosy/block");
	const old = [open, declined, blocking];
	for (const { username } of old) await invited(serverId, username, sender);
	await declined.delete(`/api/invitations/${serverId}`);
	// So old that neither a decline nor a block has an effect.
	await sql`update invitations set created_at = now() - interval '30 days', declined_at = declined_at - interval '30 days'
		where invited_by = ${sender.id}`;
	const counted = async () => {
		const [row] = await sql<{ n: number }[]>`select count(*)::int as n from invitations
			where invited_by = ${sender.id} and created_at > now() - interval '1 day'`;
		return row?.n;
	};
	for (const [index, { username }] of old.entries()) {
		for (const _ of range(1, 2)) await invited(serverId, username, sender);
		assert.equal(await counted(), index + 1, username);
	}
	await sql`update invitations set created_at = now() - interval '30 days', declined_at = declined_at - interval '30 days'
		where invited_by = ${sender.id}`;
	const crowd = await world.createUsers(...range(1, 50).map((n) => `many${n}`));
	for (const { username } of crowd) await invited(serverId, username, sender);
	await world.createUser("uninvited");
	await sql`insert into users (username, display_name, kind) values ('imported', 'p', 'placeholder')`;
	const answers = await Promise.all(
		[...old.map(({ username }) => username), "uninvited", "imported", "nobody.at.all", "opens.not"].map((name) =>
			invite(serverId, name, sender),
		),
	);
	for (const answer of answers) assertRefused(answer, 429, "rate_limited");
	const messages = new Set(answers.map(({ body }) => body.error?.message));
	assert.equal(messages.size, 1);
	await invited(serverId, crowd[0]?.username, sender);
});

test("a user is in at most two hundred servers, by whichever way and however many join at once", async () => {
	const [much] = await world.createUsers("much");
	assert.ok(much);
	await sql`
		with made as (
			insert into servers (name, category_id, owner_id, member_count)
			select 'Filler ' || n, 1, ${ada.id}, 1 from generate_series(1, 198) n returning id
		) insert into memberships (server_id, user_id) select id, ${much.id} from made`;
	const places = await Promise.all(range(1, 4).map((n) => ada.createServer(`Room for ${n}`)));
	const hall = await den("Hall");
	await invited(hall.serverId, "much");
	const joins = await Promise.all(places.map(({ serverId }) => much.post(`/api/membership/${serverId}`)));
	assert.equal(joins.filter(({ status }) => status === 200).length, 2);
	for (const answer of joins) if (answer.status !== 200) assertRefused(answer, 403, "forbidden");
	assertRefused(await much.post(`/api/invitations/${hall.serverId}`), 403, "forbidden");
	assertRefused(await much.post("/api/servers", { name: "Mine", categoryId: 1 }), 403, "forbidden");
	assert.deepEqual(await names(much), ["Hall"]);
	const [joined] = places.filter((_, n) => joins[n]?.status === 200);
	await much.leave(joined?.serverId ?? 0);
	assert.equal((await much.post(`/api/invitations/${hall.serverId}`)).status, 200);
});
