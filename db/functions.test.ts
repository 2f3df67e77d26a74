import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { TransactionSql } from "postgres";
import { type Client, open } from "@/db/connection";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";

const folder = "db/functions";

let database: TestDatabase;
let sql: Client;

before(async () => {
	database = await openTestDatabase();
	sql = open(database.options, 1);
});
after(async () => {
	await sql.end();
	await database.stop();
});

/** The functions of this project, by name; those of extensions are left out. */
async function functions(): Promise<Record<string, string>> {
	const rows = await sql<{ name: string; definition: string }[]>`
		select p.proname as name, pg_get_functiondef(p.oid) as definition from pg_proc p
		where p.pronamespace = 'public'::regnamespace
			and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
		order by p.proname`;
	return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}

test("db/functions holds the functions of a migrated database", async () => {
	const migrated = await functions();
	const files = readdirSync(folder).sort();
	assert.deepEqual(
		files,
		Object.keys(migrated).map((name) => `${name}.sql`),
	);
	for (const file of files) await sql.unsafe(readFileSync(join(folder, file), "utf8"));
	assert.deepEqual(await functions(), migrated, "A changed function needs a migration with the text of its file.");
});

test("every function that stores messages keeps the number of joins that they have seen", async () => {
	for (const [name, definition] of Object.entries(await functions()))
		for (const [, columns = ""] of definition.matchAll(/INSERT INTO messages\s*\(([^)]*)\)/gi))
			assert.match(columns, /\bjoin_rev\b/, name);
});

test("storing a message reads no other messages of its author and no other members, by plans of an empty database", async () => {
	const count = 1000;
	await sql`insert into categories (name, slug, position) values ('Plans', 'plans', 1)`;
	const [owner] = await sql<
		{ id: number }[]
	>`insert into users (username, display_name) values ('planner', 'Planner') returning id`;
	const author = owner?.id ?? 0;
	const [server] = await sql<{ id: number }[]>`insert into servers (name, owner_id, category_id)
		values ('Plans', ${author}, (select id from categories where slug = 'plans')) returning id`;
	const [channel] = await sql<{ id: number }[]>`
		insert into channels (server_id, name, creator_id) values (${server?.id ?? 0}, 'plans', ${author}) returning id`;
	const [serverId, channelId] = [server?.id ?? 0, channel?.id ?? 0];
	const [mentioned] = await sql<{ id: number }[]>`
		insert into users (username, display_name) values ('mentioned', 'Mentioned') returning id`;
	for (const id of [author, mentioned?.id ?? 0])
		await sql`insert into memberships (server_id, user_id, accepted_at) values (${serverId}, ${id}, now())`;
	const [role] = await sql<{ id: number }[]>`insert into roles (server_id, name, handle, position, mentionable)
		values (${serverId}, 'Mentioned', 'mentioned-role', 1, true) returning id`;
	await sql`insert into member_roles (role_id, user_id, server_id) values (${role?.id ?? 0}, ${mentioned?.id ?? 0}, ${serverId})`;
	const none = "'{}'::int[], '{}'::text[]";
	/** Both ways of storing a message, and the second also with mentions by name, role and keyword, in one transaction. */
	const store = () =>
		sql.begin(async (tx) => {
			const nonces = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
			const draft = (at: number) => `array[${author}]::bigint[], array['${nonces[at]}']::uuid[]`;
			const alone = (
				at: number,
				names = none,
			) => `append_messages(${channelId}, array[${author}]::bigint[], ${draft(at)},
				array['text'], '{}'::bigint[], ${names}, '{}'::bigint[], 100, ${none})`;
			const statements = [
				`append_to_channels(array[${channelId}]::bigint[], ${draft(0)}, array['text'], '{}'::bigint[])`,
				alone(1),
				`append_and_call(${alone(2)}, ${channelId}, ${draft(2)}, array[1], array[${author}]::bigint[])`,
				alone(3, "array[1, 1], array['mentioned', 'mentioned-role']"),
			];
			const before = await rowsRead(tx);
			for (const statement of statements) await tx.unsafe(`select ${statement}`);
			const after = await rowsRead(tx);
			const [channel] = await tx<{ lastSeq: number }[]>`
				select last_seq as "lastSeq" from channels where id = ${channelId}`;
			return {
				lastSeq: channel?.lastSeq,
				messages: after.messages - before.messages,
				memberships: after.memberships - before.memberships,
				mentions: (await tx`select from mentions where channel_id = ${channelId} and kind = 'name'`).length,
			};
		});
	// PostgreSQL keeps these plans for the connection.
	for (let call = 0; call < 10; call++) await store();
	await sql`insert into users (username, display_name) select 'planned' || n, 'Planned' from generate_series(1, ${count}) n`;
	await sql`insert into memberships (server_id, user_id, accepted_at)
		select ${serverId}, id, now() from users where username like 'planned%'`;
	await sql`insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, created_at)
		select ${channelId}, n, n, n, gen_random_uuid(), ${author}, 'text', now() from generate_series(41, 40 + ${count}) n`;
	await sql`update channels set last_seq = 40 + ${count}, last_rev = 40 + ${count} where id = ${channelId}`;
	// Numbers above the head of the channel exist in another one.
	const [busier] = await sql<{ id: number }[]>`
		insert into channels (server_id, name, creator_id) values (${serverId}, 'busier', ${author}) returning id`;
	await sql`insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, created_at)
		select ${busier?.id ?? 0}, n, n, n, gen_random_uuid(), ${author}, 'text', now()
		from generate_series(40 + ${count}, 40 + 2 * ${count}) n`;
	const { lastSeq, messages, memberships, mentions } = await store();
	assert.equal(lastSeq, 40 + count + 4);
	assert.equal(mentions, 11, "one for each call");
	assert.ok(messages < 50, `${messages} messages read`);
	assert.ok(memberships < 50, `${memberships} memberships read`);
});

/** How many rows of the tables this connection has read since its statistics were last collected. */
async function rowsRead(tx: TransactionSql) {
	const [row] = await tx<{ messages: number; memberships: number }[]>`
		select sum(n) filter (where relname = 'messages')::int as messages,
			sum(n) filter (where relname = 'memberships')::int as memberships
		from (select relname, seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables) t`;
	return row ?? { messages: 0, memberships: 0 };
}
