import { and, desc, eq, exists, gt, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { heldUsernames, memberships, servers, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { queryLimit, queryNumber } from "../http/query-number";
import { appState } from "../process/app-state";
import type { Author, CustomStatus, FoundUser, Profile, ProfileText, PublicUser } from "../realtime/protocol";
import { escapeLike } from "../text/escape-like";
import { isStorable, text } from "../text/schema";
import { statusColumn } from "./custom-status";
import { profileTextColumns, publicUserColumns, serializeAuthor } from "./serialize";

type Row = PublicUser & { status: CustomStatus | null };

export const userNotFound = () => new AppError("user_not_found", "There is nobody of that name.");

export const PeopleSearch = z.object({
	q: text(1, 100),
	limit: queryLimit(50, 10),
	serverId: queryNumber(1, Number.MAX_SAFE_INTEGER, "Must be the id of a server.").optional(),
});

const profileColumns = { ...publicUserColumns, status: statusColumn };

const own = alias(memberships, "own");
const theirs = alias(memberships, "theirs");

/**
 * Over `users`: the viewer, and users who share a server with them. Other users are invisible, and so is one whose account
 * is about to be deleted.
 */
const isVisible = (viewer: Viewer) =>
	or(
		eq(users.id, viewer.id),
		and(
			isNull(users.deletesAt),
			exists(
				db
					.select({ serverId: own.serverId })
					.from(own)
					.innerJoin(theirs, eq(theirs.serverId, own.serverId))
					.where(and(eq(own.userId, viewer.id), eq(theirs.userId, users.id))),
			),
		),
	);

/**
 * Loads a user whom the viewer may see, by name in any case, also by a former one that is held for them: messages mention
 * them by it. Throws `user_not_found`.
 */
export async function open(viewer: Viewer, username: string): Promise<Row & ProfileText> {
	if (!isStorable(username)) throw userNotFound();
	const name = username.toLowerCase();
	const held = db
		.select({ id: heldUsernames.userId })
		.from(heldUsernames)
		.where(and(eq(heldUsernames.username, name), gt(heldUsernames.until, sql`now()`)));
	const [row] = await db
		.select({ ...profileColumns, ...profileTextColumns })
		.from(users)
		.where(and(or(eq(users.username, name), eq(users.id, sql`(${held})`)), isVisible(viewer)));
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
export async function profile(viewer: Viewer, found: Awaited<ReturnType<typeof open>>): Promise<Profile> {
	const { bio, pronouns, links, timeZone, ...row } = found;
	const shared = await db
		.select({ id: servers.id, name: servers.name, iconUrl: servers.iconUrl, joinedAt: isoTime(theirs.joinedAt) })
		.from(own)
		.innerJoin(theirs, eq(theirs.serverId, own.serverId))
		.innerJoin(servers, eq(servers.id, own.serverId))
		.where(and(eq(own.userId, viewer.id), eq(theirs.userId, row.id)))
		.orderBy(theirs.joinedAt, servers.id);
	return { ...serializeProfile(row), bio, pronouns, links, timeZone, servers: shared };
}

/**
 * Users the viewer may see whose name contains `q`: exact matches first, then prefixes, then the others. With a server of
 * the viewer's, the nicknames there are names too.
 */
export async function find(
	viewer: Viewer,
	{ q, limit, serverId = 0 }: z.output<typeof PeopleSearch>,
): Promise<{ users: FoundUser[] }> {
	const literal = escapeLike(q.replace(/^@/, ""));
	const { nickname } = theirs;
	const anyName = (pattern: string) =>
		sql`(${users.username} ilike ${pattern} or ${users.displayName} ilike ${pattern}
			or coalesce(${nickname} ilike ${pattern}, false))`;
	const byName = sql`lower(coalesce(${nickname}, ${users.displayName}))`;
	const rows = await db
		.select({ ...profileColumns, nickname })
		.from(users)
		.leftJoin(own, and(eq(own.serverId, serverId), eq(own.userId, viewer.id)))
		.leftJoin(theirs, and(eq(theirs.serverId, own.serverId), eq(theirs.userId, users.id)))
		.where(and(anyName(`%${literal}%`), isVisible(viewer)))
		.orderBy(desc(anyName(literal)), desc(anyName(`${literal}%`)), byName, users.id)
		.limit(limit);
	return {
		users: rows.map(({ status, ...user }) => serializeProfile({ ...serializeAuthor(user), status })),
	};
}

const serializeProfile = <One extends PublicUser>({ status, ...user }: One & Pick<Row, "status">) => ({
	user,
	presence: appState().presence.of(user.id),
	status,
});
