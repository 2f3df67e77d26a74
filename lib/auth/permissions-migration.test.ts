import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type Client, open } from "@/db/connection";
import { migrate } from "@/db/migrate";
import type { ApiClient } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { openEmptyDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { allPermissions, everyoneDefaults, toBits } from "./permissions";
import { mayView, readViews } from "./views";

/** The last migration before roles. */
const lastBefore = 21;

/** What a user saw: all of it by channel id, threads included, and ordered. */
type Seen = {
	channels: number[];
	audible: number[];
	mentions: number[];
	saved: number[];
	drafts: number[];
	found: number[];
};

let world: TestServer;
let database: TestDatabase;
const seenBefore = new Map<number, Seen>();

before(async () => {
	database = await openEmptyDatabase();
	await migrateToVersionBefore();
	const client = open(database.options, 1);
	await fill(client);
	for (const { id } of await client<{ id: number }[]>`select id from users where password_hash is not null order by id`)
		seenBefore.set(id, await seenUnderOldRule(client, id));
	await client.end();
	await migrate(database.options);
	world = await TestServer.open({ database });
});
after(() => world.close());

async function migrateToVersionBefore(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "hearth-migrations-"));
	cpSync("db/migrations", folder, { recursive: true });
	const file = join(folder, "meta/_journal.json");
	const journal = JSON.parse(readFileSync(file, "utf8")) as { entries: { idx: number }[] };
	journal.entries = journal.entries.filter(({ idx }) => idx <= lastBefore);
	writeFileSync(file, JSON.stringify(journal));
	await migrate(database.options, folder);
	rmSync(folder, { recursive: true });
}

/**
 * Two servers with owners 1 and 2 and members 3 to 6; user 7 is in no server, and user 6 has left the first. In each are
 * public and private channels of several creators, and a thread in each channel; everybody has mentioned, saved and
 * drafted something everywhere, as if they had once seen it.
 */
async function fill(client: Client): Promise<void> {
	await client`insert into categories (slug, name, position) values ('other', 'Other', 0)`;
	await client`insert into users (username, display_name, password_hash) select 'u' || n, 'User ' || n, 'none' from generate_series(1, 7) n`;
	await client`
		insert into servers (name, category_id, owner_id, member_count, visibility)
		select 'Server ' || n, 1, n, 5, case n when 1 then 'public' else 'private' end from generate_series(1, 2) n`;
	await client`insert into memberships (server_id, user_id) select s.id, u.id from servers s, users u where u.id < 7 and not (s.id = 1 and u.id = 6)`;
	await client`
		insert into channels (server_id, name, private, creator_id, last_seq, last_rev)
		select s.id, 'channel-' || n, n % 2 = 0, n, 1, 1 from servers s, generate_series(1, 6) n order by s.id, n`;
	await client`
		insert into channels (server_id, name, private, creator_id, parent_id, parent_seq, last_seq, last_rev)
		select server_id, '', private, creator_id, id, 1, 1, 1 from channels order by id`;
	await client`
		insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
		select id, 1, 1, 1, gen_random_uuid(), creator_id, 'limestone' from channels`;
	await client`insert into follows (user_id, channel_id) select u.id, c.id from users u, channels c where c.parent_id is not null`;
	await client`insert into mentions (user_id, channel_id, seq) select u.id, c.id, 1 from users u, channels c`;
	await client`insert into saved (user_id, channel_id, seq) select u.id, c.id, 1 from users u, channels c`;
	await client`insert into drafts (user_id, channel_id, content) select u.id, c.id, 'a draft' from users u, channels c`;
	await client`insert into users (username, display_name) values ('imported', 'Imported')`;
}

/** The rule of the version before: a private channel was for its creator and the owner, among the members. */
async function seenUnderOldRule(client: Client, userId: number): Promise<Seen> {
	const rows = await client<{ id: number; parentId: number | null }[]>`
		select c.id, c.parent_id as "parentId" from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = s.id and m.user_id = ${userId}
		where not c.private or c.creator_id = ${userId} or s.owner_id = ${userId} order by c.id`;
	const all = rows.map(({ id }) => id);
	return {
		channels: all,
		audible: rows.flatMap((row) => (row.parentId === null ? [row.id] : [])),
		mentions: all,
		saved: all,
		drafts: all,
		found: all,
	};
}

const sorted = (ids: Iterable<number>) => [...new Set(ids)].sort((a, b) => a - b);

async function seenNow(person: ApiClient): Promise<Seen> {
	const mine = (await person.get("/api/servers?mine=true")).body.servers ?? [];
	const views = (await readViews([person.id])).get(person.id) ?? [];
	const inbox = (await person.get("/api/inbox?tab=mentions&limit=100")).body.items ?? [];
	const saved = (await person.get("/api/saved?limit=100")).body.saved ?? [];
	const drafts = (await person.get("/api/drafts")).body.drafts ?? [];
	const found = (await person.get("/api/search?q=limestone&limit=50")).body.results ?? [];
	return {
		channels: sorted(
			mine.flatMap(({ channels, threads }) => [
				...channels.map(({ id }) => id),
				...threads.map((thread) => thread.channelId),
			]),
		),
		audible: sorted(views.flatMap((view) => [...view.channels].filter((id) => mayView(view, id)))),
		mentions: sorted(inbox.map(({ message }) => message.channelId)),
		saved: sorted(saved.map(({ message }) => message.channelId)),
		drafts: sorted(drafts.map(({ channelId }) => channelId)),
		found: sorted(found.map(({ channelId }) => channelId)),
	};
}

test("an account without a password becomes a placeholder, and every other one a person", async () => {
	const rows = await sql<{ username: string }[]>`select username from users where kind <> 'person'`;
	assert.deepEqual(
		rows.map(({ username }) => username),
		["imported"],
	);
});

test("after the migration to roles every user sees and receives exactly what they did before", async () => {
	const people = await Promise.all([...seenBefore.keys()].map((id) => world.signIn({ id, username: `u${id}` })));
	const [owner] = people;
	assert.ok(owner);
	await waitUntil("everything is indexed", async () => {
		const { body } = await owner.get("/api/search?q=limestone&limit=50");
		return body.results?.length === seenBefore.get(owner.id)?.found.length;
	});
	for (const person of people) assert.deepEqual(await seenNow(person), seenBefore.get(person.id), person.username);
});

test("after the migration to roles members may do what they could do before, and only the owner may manage", async () => {
	const rows = await sql<{ userId: number; channelId: number; isOwner: boolean; bits: number }[]>`
		select m.user_id as "userId", c.id as "channelId", s.owner_id = m.user_id as "isOwner", channel_bits(c, s, m) as bits
		from channels c join servers s on s.id = c.server_id join memberships m on m.server_id = s.id`;
	const inThread = everyoneDefaults | toBits(["send_messages"]);
	for (const { userId, channelId, isOwner, bits } of rows) {
		const sees = seenBefore.get(userId)?.channels.includes(channelId);
		assert.equal(
			BigInt(bits),
			!sees ? 0n : isOwner ? allPermissions : inThread,
			`user ${userId} in channel ${channelId}`,
		);
	}
	const [copies] = await sql<{ same: boolean }[]>`select bool_and(accepted_at = joined_at) as same from memberships`;
	assert.equal(copies?.same, true);
});
