import { z } from "zod";
import { sql } from "@/db";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { queryLimit } from "../http/query-number";
import { appState } from "../process/app-state";
import type { Author, CustomStatus, Profile, PublicUser, SharedServer, UserWithPresence } from "../realtime/protocol";
import { isStorable, text } from "../text/schema";
import { statusColumn } from "./custom-status";

type Row = Omit<PublicUser, "createdAt"> & { createdAt: Date; status: CustomStatus | null };

export const userNotFound = () => new AppError("user_not_found", "There is nobody of that name.");

export const PeopleSearch = z.object({
	q: text(1, 100),
	limit: queryLimit(50, 10),
});

const profileColumns = () => sql`
	u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl", u.created_at as "createdAt",
	${statusColumn()} as status`;

/** In SQL, over `u` (users): the viewer, and users who share a server with them. Other users are invisible. */
const isVisible = (viewer: Viewer) => sql`(u.id = ${viewer.id} or exists (
	select 1 from memberships a join memberships b on b.server_id = a.server_id
	where a.user_id = ${viewer.id} and b.user_id = u.id))`;

/** Loads a user whom the viewer may see, by name in any case. Throws `user_not_found`. */
export async function open(viewer: Viewer, username: string): Promise<Row & { bio: string }> {
	if (!isStorable(username)) throw userNotFound();
	const [row] = await sql<(Row & { bio: string })[]>`
		select ${profileColumns()}, u.bio from users u where u.username = ${username.toLowerCase()} and ${isVisible(viewer)}`;
	if (!row) throw userNotFound();
	return row;
}

/** A server's owner, if the viewer may see them. */
export async function ownerOf(viewer: Viewer, server: LoadedServer): Promise<Author | null> {
	const [owner] = await sql<Author[]>`
		select u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl"
		from users u where u.id = ${server.ownerId} and ${isVisible(viewer)}`;
	return owner ?? null;
}

/** A user's profile as the viewer may see it: with the servers that both share, and since when. */
export async function profile(viewer: Viewer, { bio, ...row }: Awaited<ReturnType<typeof open>>): Promise<Profile> {
	const servers = await sql<(Omit<SharedServer, "joinedAt"> & { joinedAt: Date })[]>`
		select s.id, s.name, s.icon_url as "iconUrl", b.joined_at as "joinedAt"
		from memberships a join memberships b on b.server_id = a.server_id join servers s on s.id = a.server_id
		where a.user_id = ${viewer.id} and b.user_id = ${row.id} order by b.joined_at, s.id`;
	return {
		...serializeProfile(row),
		bio,
		servers: servers.map((server) => ({ ...server, joinedAt: server.joinedAt.toISOString() })),
	};
}

/** Users the viewer may see whose name contains `q`: exact matches first, then prefixes, then the others. */
export async function find(
	viewer: Viewer,
	{ q, limit }: z.output<typeof PeopleSearch>,
): Promise<{ users: UserWithPresence[] }> {
	const literal = q.replace(/^@/, "").replace(/[\\%_]/g, "\\$&");
	const rows = await sql<Row[]>`
		select ${profileColumns()} from users u
		where (u.username ilike ${`%${literal}%`} or u.display_name ilike ${`%${literal}%`}) and ${isVisible(viewer)}
		order by u.username ilike ${literal} or u.display_name ilike ${literal} desc,
			u.username ilike ${`${literal}%`} or u.display_name ilike ${`${literal}%`} desc, lower(u.display_name), u.id
		limit ${limit}`;
	return { users: rows.map(serializeProfile) };
}

const serializeProfile = ({ status, createdAt, ...user }: Row): UserWithPresence => ({
	user: { ...user, createdAt: createdAt.toISOString() },
	presence: appState().presence.of(user.id),
	status,
});
