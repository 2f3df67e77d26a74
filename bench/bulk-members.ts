import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { type Client, open } from "@/db/connection";
import { attachEmbedded } from "@/db/embedded";
import type { BenchEnvironment } from "./environment";

/** Works in the app's own database: signing thousands of users up over HTTP would take longer than the measurements. */
export async function inDatabase<Result>(
	stage: BenchEnvironment,
	act: (sql: Client) => Promise<Result>,
): Promise<Result> {
	const { options, release } = await attachEmbedded(stage.app.dataDir, () => {});
	const sql = open(options, 1);
	try {
		return await act(sql);
	} finally {
		await sql.end({ timeout: 5 });
		await release();
	}
}

const givenNames = ["Ada", "Bob", "Cid", "Dora", "Eve", "Finn", "Gina", "Hugo", "Ines", "Jin", "Kim", "Lena", "Mara"];

/** Creates members of a server, and returns their usernames. */
export async function addMembers(sql: Client, serverId: number, name: string, count: number): Promise<string[]> {
	const usernames = Array.from({ length: count }, (_, n) => `${name}${String(n + 1).padStart(5, "0")}`);
	const shown = usernames.map((username, n) => `${givenNames[n % givenNames.length]} ${username.slice(name.length)}`);
	await sql`
		with made as (
			insert into users (username, display_name)
			select * from unnest(${usernames}::text[], ${shown}::text[]) returning id
		)
		insert into memberships (server_id, user_id) select ${serverId}, id from made`;
	await sql`update servers set member_count = member_count + ${count} where id = ${serverId}`;
	await sql`analyze users, memberships`;
	return usernames;
}

/** Signs these users in, and returns their cookies. */
export async function signIn(sql: Client, stage: BenchEnvironment, usernames: string[]): Promise<string[]> {
	const name = /[^;= ]*session(?==)/.exec(stage.owner.cookie)?.[0];
	if (name === undefined) throw new Error("The owner has no session.");
	const secret = readFileSync(join(stage.app.dataDir, "auth-secret"), "utf8").trim();
	const ids = usernames.map(() => randomUUID());
	await sql`
		insert into sessions (id, user_id, expires_at)
		select s.id, u.id, now() + interval '1 day'
		from unnest(${ids}::uuid[], ${usernames}::text[]) as s(id, username) join users u using (username)`;
	return Promise.all(ids.map(async (sid) => `${name}=${await encode({ token: { sid }, secret })}`));
}
