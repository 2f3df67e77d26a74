import { sql } from "@/db";
import { type LoadedServer, loadServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import * as servers from "../servers/servers";
import { ImportError } from "./import-error";

/** The account that an import acts for, as if it had signed in. */
export async function ownerNamed(username: string): Promise<Viewer> {
	const [row] = await sql<(Omit<Viewer, "sessionId" | "createdAt"> & { createdAt: Date; isReal: boolean })[]>`
		select id, username, display_name as "displayName", avatar_url as "avatarUrl", is_admin as "isAdmin",
			created_at as "createdAt", kind = 'person' as "isReal"
		from users where username = ${username.trim().toLowerCase()}`;
	if (!row) throw new ImportError(`There is no account named ${username}: register it first, or name another owner.`);
	const { isReal, createdAt, ...user } = row;
	if (!isReal)
		throw new ImportError(`${username} is the author of imported messages and no account that could own a server.`);
	return { ...user, sessionId: "", createdAt: createdAt.toISOString() };
}

export type TargetServer = { server: LoadedServer; isNew: boolean };

/** The owner's server of exactly this name. A new one is private, because the imported content may not be public. */
export async function serverNamed(owner: Viewer, name: string): Promise<TargetServer> {
	const found = await sql<
		{ id: number }[]
	>`select id from servers where owner_id = ${owner.id} and name = ${name} limit 2`;
	const [first, second] = found;
	if (second)
		throw new ImportError(
			`${owner.username} owns more than one server named “${name}”: rename one, so that it is clear which is meant.`,
		);
	if (first) return { server: await loadServer(owner, first.id), isNew: false };

	const [other] = await sql<{ id: number }[]>`select id from categories where slug = 'other'`;
	if (!other) throw new Error("The category for everything else is missing.");
	const wanted = { name, categoryId: other.id, description: "", visibility: "private" } as const;
	const { server } = await servers.create(owner, wanted);
	return { server: await loadServer(owner, server.id), isNew: true };
}
