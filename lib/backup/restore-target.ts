import { type Client, type ConnectionTarget, open } from "@/db/connection";
import { isRestoring, lockSchema, restoreSchema } from "@/db/migrate";
import { BackupError } from "./backup-error";

/**
 * Opens an empty database for a restore, on one connection that holds the schema's lock: an instance that starts
 * meanwhile waits. A marker outlives this process, so a restore that was killed is recognised and cleared.
 */
export async function openTarget(database: ConnectionTarget): Promise<Client> {
	const client = open(database, 1, { max_lifetime: null, connection: { application_name: "hearth-restore" } });
	try {
		await lockSchema(client);
		if (!(await isRestoring(client))) {
			await requireUnused(client);
			await requireEmpty(client);
			await client`create schema ${client(restoreSchema)}`;
		}
		await clear(client);
		return client;
	} catch (error) {
		await client.end({ timeout: 5 });
		throw error;
	}
}

/** Completes the restore: from now on the database belongs to an instance. */
export async function completeTarget(client: Client): Promise<void> {
	await client`drop schema ${client(restoreSchema)}`;
}

/** Leaves an empty database, as it was before the restore. */
export async function abandonTarget(client: Client): Promise<void> {
	await clear(client);
	await client`drop schema ${client(restoreSchema)}`;
}

async function requireUnused(client: Client): Promise<void> {
	const [row] = await client<{ count: number }[]>`
		select count(*)::int as count from pg_stat_activity
		where datname = current_database() and application_name = 'hearth' and pid <> pg_backend_pid()`;
	if (row && row.count > 0) throw new BackupError("Hearth runs on this database: stop it before you restore a backup.");
}

async function requireEmpty(client: Client): Promise<void> {
	const notEmpty = new BackupError(
		"This database is not empty. A backup is restored into an empty one only: name another with DATABASE_URL or HEARTH_DATA_DIR.",
	);
	const [tables] = await client<{ someExist: boolean; areOurs: boolean }[]>`
		select exists (select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))
				as "someExist",
			to_regclass('public.users') is not null and to_regclass('public.servers') is not null
				and to_regclass('drizzle.__drizzle_migrations') is not null as "areOurs"`;
	if (!tables?.someExist) return;
	if (!tables.areOurs) throw notEmpty;
	// An instance that was started once and never used.
	const [rows] = await client<{ someExist: boolean }[]>`
		select exists (select from users) or exists (select from servers) as "someExist"`;
	if (rows?.someExist) throw notEmpty;
}

/** Drops all that migrations create, and nothing that belongs to an extension. */
async function clear(client: Client): Promise<void> {
	await client`do $clear$
		declare found record;
		begin
			for found in select c.oid::regclass as name from pg_class c
				where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
					and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
			loop execute format('drop table if exists %s cascade', found.name); end loop;
			for found in select p.oid::regprocedure as name from pg_proc p
				where p.pronamespace = 'public'::regnamespace
					and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
			loop execute format('drop routine if exists %s cascade', found.name); end loop;
			drop schema if exists drizzle cascade;
		end $clear$`.simple();
}
