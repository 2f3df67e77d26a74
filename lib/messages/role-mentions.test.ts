import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let carol: ApiClient;
let serverId: number;
let channelId: number;
let keepers: number;

before(async () => {
	world = await TestServer.open();
	[ada, bob, carol] = (await world.createUsers("ada", "bob", "carol")) as [ApiClient, ApiClient, ApiClient];
	({ serverId, channelId } = await ada.createServer("Names"));
	for (const person of [bob, carol]) await person.join(serverId);
	keepers = await createRole("keepers", { isMentionable: true });
	for (const person of [ada, bob, carol]) await give(person, keepers);
});
after(() => world.close());

async function createRole(handle: string, { isMentionable }: { isMentionable: boolean }): Promise<number> {
	const [row] = await sql<{ id: number }[]>`
		insert into roles (server_id, name, handle, position, mentionable)
		select ${serverId}, ${handle}, ${handle}, max(position) + 1, ${isMentionable} from roles where server_id = ${serverId}
		returning id`;
	assert.ok(row);
	return row.id;
}

const give = (person: ApiClient, roleId: number) =>
	sql`insert into member_roles (server_id, user_id, role_id) values (${serverId}, ${person.id}, ${roleId})`;

/** The mentions of a message, as username and kind. */
const mentionsOf = async (seq: number, channel = channelId) => {
	const rows = await sql<{ username: string; kind: string }[]>`
		select u.username, n.kind from mentions n join users u on u.id = n.user_id
		where n.channel_id = ${channel} and n.seq = ${seq} order by u.username`;
	return rows.map(({ username, kind }) => `${username} ${kind}`);
};

test("a role that is not mentionable mentions nobody, unless the author may mention everyone", async () => {
	const guides = await createRole("guides", { isMentionable: false });
	await give(carol, guides);
	const byMember = await bob.sendMessage(channelId, "@guides");
	assert.equal(byMember.mentions, undefined);
	assert.deepEqual(await mentionsOf(byMember.seq), []);
	const byOwner = await ada.sendMessage(channelId, "@guides");
	assert.deepEqual(byOwner.mentions, ["guides"]);
	assert.deepEqual(await mentionsOf(byOwner.seq), ["carol role"]);
});

test("a role of more than a hundred members is mentioned only by those who may mention everyone", async () => {
	const crowd = await createRole("crowd", { isMentionable: true });
	await sql`
		with made as (insert into users (username, display_name) select 'x' || n, 'x' from generate_series(1, 101) n returning id),
		entered as (insert into memberships (server_id, user_id) select ${serverId}::bigint, id from made returning user_id)
		select count(*) from entered`;
	await sql`
		insert into member_roles (server_id, user_id, role_id)
		select ${serverId}::bigint, id, ${crowd}::bigint from users where username like 'x%'`;
	assert.equal((await bob.sendMessage(channelId, "@crowd")).mentions, undefined);
	const { seq } = await ada.sendMessage(channelId, "@crowd");
	assert.equal((await mentionsOf(seq)).length, 101);
	await sql`delete from users where username = 'x1'`;
	assert.deepEqual((await bob.sendMessage(channelId, "@crowd")).mentions, ["crowd"]);
});

test("a member's username wins over the handle of a role, and @everyone is no role", async () => {
	const carols = await createRole("carol", { isMentionable: true });
	await give(ada, carols);
	const { seq } = await bob.sendMessage(channelId, "@carol");
	assert.deepEqual(await mentionsOf(seq), ["carol name"]);
	await sql`update roles set mentionable = true where server_id = ${serverId} and is_everyone`;
	await sql`update servers set member_count = 1000 where id = ${serverId}`;
	assert.equal((await bob.sendMessage(channelId, "@everyone")).mentions, undefined);
});

test("a role mentions its members who may view the channel, but not the author", async () => {
	const { seq } = await bob.sendMessage(channelId, "look, @Keepers!");
	assert.deepEqual(await mentionsOf(seq), ["ada role", "carol role"]);
	const den = await ada.createChannel(serverId, "den", { private: true });
	await sql`insert into overrides (channel_id, user_id, allow) values (${den}, ${bob.id}, 1)`;
	const hidden = await ada.sendMessage(den, "@keepers");
	assert.deepEqual(hidden.mentions, ["keepers"]);
	assert.deepEqual(await mentionsOf(hidden.seq, den), ["bob role"]);
});

test("a mention by name counts as such also beside a role, and the role before everyone", async () => {
	await sql`update servers set member_count = 3 where id = ${serverId}`;
	const { seq } = await bob.sendMessage(channelId, "@keepers @everyone @carol");
	const known = (await mentionsOf(seq)).filter((mention) => /^(ada|carol) /.test(mention));
	assert.deepEqual(known, ["ada role", "carol name"]);
});

test("an edit mentions a role as a new message does, and nobody twice", async () => {
	const { seq } = await bob.sendMessage(channelId, "quiet");
	const edit = async (content: string) => {
		const { status, text, body } = await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content });
		assert.equal(status, 200, text);
		return body.message?.mentions;
	};
	assert.deepEqual(await edit("@keepers @guides"), ["keepers"]);
	assert.deepEqual(await mentionsOf(seq), ["ada role", "carol role"]);
	await edit("nobody");
	assert.deepEqual(await mentionsOf(seq), []);
	await edit("@keepers again");
	assert.deepEqual(await mentionsOf(seq), []);
});
