import { and, desc, eq, exists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { memberships, servers, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { queryLimit } from "../http/query-number";
import { appState } from "../process/app-state";
import type { Author, CustomStatus, Profile, PublicUser, UserWithPresence } from "../realtime/protocol";
import { escapeLike } from "../text/escape-like";
import { isStorable, text } from "../text/schema";
import { statusColumn } from "./custom-status";
import { publicUserColumns } from "./serialize";

type Row = PublicUser & { status: CustomStatus | null };

export const userNotFound = () => new AppError("user_not_found", "There is nobody of that name.");

export const PeopleSearch = z.object({
	q: text(1, 100),
	limit: queryLimit(50, 10),
});

const profileColumns = { ...publicUserColumns, status: statusColumn };

const own = alias(memberships, "own");
const theirs = alias(memberships, "theirs");

/** Over `users`: the viewer, and users who share a server with them. Other users are invisible. */
const isVisible = (viewer: Viewer) =>
	or(
		eq(users.id, viewer.id),
		exists(
			db
				.select({ serverId: own.serverId })
				.from(own)
				.innerJoin(theirs, eq(theirs.serverId, own.serverId))
				.where(and(eq(own.userId, viewer.id), eq(theirs.userId, users.id))),
		),
	);

/** Loads a user whom the viewer may see, by name in any case. Throws `user_not_found`. */
export async function open(viewer: Viewer, username: string): Promise<Row & { bio: string }> {
	if (!isStorable(username)) throw userNotFound();
	const [row] = await db
		.select({ ...profileColumns, bio: users.bio })
		.from(users)
		.where(and(eq(users.username, username.toLowerCase()), isVisible(viewer)));
	if (!row) throw userNotFound();
	return row;
}

/** A server's owner, if the viewer may see them. */
export async function ownerOf(viewer: Viewer, server: LoadedServer): Promise<Author | null> {
	const { createdAt: _, ...author } = publicUserColumns;
	const [owner] = await db
		.select(author)
		.from(users)
		.where(and(eq(users.id, server.ownerId), isVisible(viewer)));
	return owner ?? null;
}

/** A user's profile as the viewer may see it: with the servers that both share, and since when. */
export async function profile(viewer: Viewer, { bio, ...row }: Awaited<ReturnType<typeof open>>): Promise<Profile> {
	const shared = await db
		.select({ id: servers.id, name: servers.name, iconUrl: servers.iconUrl, joinedAt: isoTime(theirs.joinedAt) })
		.from(own)
		.innerJoin(theirs, eq(theirs.serverId, own.serverId))
		.innerJoin(servers, eq(servers.id, own.serverId))
		.where(and(eq(own.userId, viewer.id), eq(theirs.userId, row.id)))
		.orderBy(theirs.joinedAt, servers.id);
	return { ...serializeProfile(row), bio, servers: shared };
}

/** Users the viewer may see whose name contains `q`: exact matches first, then prefixes, then the others. */
export async function find(
	viewer: Viewer,
	{ q, limit }: z.output<typeof PeopleSearch>,
): Promise<{ users: UserWithPresence[] }> {
	const literal = escapeLike(q.replace(/^@/, ""));
	const eitherName = (pattern: string) =>
		sql`(${users.username} ilike ${pattern} or ${users.displayName} ilike ${pattern})`;
	const rows = await db
		.select(profileColumns)
		.from(users)
		.where(and(eitherName(`%${literal}%`), isVisible(viewer)))
		.orderBy(desc(eitherName(literal)), desc(eitherName(`${literal}%`)), sql`lower(${users.displayName})`, users.id)
		.limit(limit);
	return { users: rows.map(serializeProfile) };
}

const serializeProfile = ({ status, ...user }: Row): UserWithPresence => ({
	user,
	presence: appState().presence.of(user.id),
	status,
});
