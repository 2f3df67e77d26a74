import { eq, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { prepared } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { isoTime } from "@/db/iso-time";
import { blocks, memberships, users } from "@/db/schema";
import { openEscalationCount } from "../cases/open-escalations";
import { instanceSettings } from "../instance/settings";
import { appState } from "../process/app-state";
import type { AccountSettings, Author, OwnUser, PublicUser } from "../realtime/protocol";
import { mayCreateServers } from "../servers/server-creation";
import type { TurnLoader } from "../turn-loader";
import { statusColumn } from "./custom-status";

declare module "../process/app-state" {
	interface AppState {
		userLoader: TurnLoader<OwnUser>;
	}
}

/** The public fields of a user. */
export const publicUserColumns = {
	id: users.id,
	username: users.username,
	displayName: users.displayName,
	avatarUrl: users.avatarUrl,
	createdAt: isoTime(users.createdAt),
};

export const settingsColumn = sql<AccountSettings>`${users.settings}`;

/** The fields of ProfileText. */
export const profileTextColumns = {
	bio: users.bio,
	pronouns: users.pronouns,
	links: users.links,
	timeZone: users.timeZone,
};

/** The fields that a user shows as the author of a message or an act, of `users` or an alias of it. */
export const authorColumnsOf = <Users extends Record<keyof Omit<Author, "nickname">, AnyPgColumn>>({
	id,
	username,
	displayName,
	avatarUrl,
}: Users): Pick<Users, keyof Omit<Author, "nickname">> => ({ id, username, displayName, avatarUrl });

export const authorColumns = authorColumnsOf(users);

/** The same for a user who is shown in a server, in `serverId`: with the nickname that they have there now. */
export const namedColumnsOf = <Users extends Record<keyof Omit<Author, "nickname">, AnyPgColumn>>(
	of: Users,
	serverId: AnyPgColumn,
) => ({ ...authorColumnsOf(of), nickname: nicknameIn(serverId, of.id) });

/** Null without one. */
export const nicknameIn = (serverId: AnyPgColumn | number, userId: AnyPgColumn) => sql<string | null>`(
	select n.nickname from ${memberships} n where n.server_id = ${serverId} and n.user_id = ${userId})`;

/** An author as the database gives it: without a nickname it is null. */
export type StoredAuthor = Omit<Author, "nickname"> & { nickname: string | null };

export const serializeAuthor = <One extends StoredAuthor>({ nickname, ...author }: One) =>
	nickname === null ? author : { ...author, nickname };

/** An account as its user sees it, in one query with all of the same event-loop turn; null if it is deleted. */
export async function ownUser(userId: number): Promise<OwnUser | null> {
	return (await appState().userLoader.load(userId)) ?? null;
}

/** Many accounts in one query, by id. */
export async function ownUsers(userIds: number[]): Promise<Map<number, OwnUser>> {
	return new Map(
		(await selectOwnUsers({ userIds })).map(({ hasFactor, openCaseCount, ...row }) => {
			const isAdmitted = hasFactor || instanceSettings().secondFactor === "off";
			const counted = row.isAdmin && isAdmitted && { openCaseCount };
			return [row.id, { ...row, canCreateServers: mayCreateServers(row), ...counted }];
		}),
	);
}

const selectOwnUsers = prepared((db) => {
	const blocked = db
		.select({ ids: sql`coalesce(json_agg(${blocks.blockedId} order by ${blocks.blockedId}), '[]')` })
		.from(blocks)
		.where(eq(blocks.userId, users.id));
	return db
		.select({
			...publicUserColumns,
			email: users.email,
			emailVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
			pendingEmail: users.pendingEmail,
			...profileTextColumns,
			settings: settingsColumn,
			settingsRev: users.settingsRev,
			status: statusColumn,
			presence: users.presence,
			blocked: sql<number[]>`${blocked}`,
			isAdmin: users.isAdmin,
			hasFactor: users.hasFactor,
			openCaseCount: sql<number>`case when ${users.isAdmin} then ${openEscalationCount} end`,
		})
		.from(users)
		.where(isOneOf(users.id, sql.placeholder("userIds")));
});

export const publicUser = ({ id, username, displayName, avatarUrl, createdAt }: PublicUser): PublicUser => ({
	id,
	username,
	displayName,
	avatarUrl,
	createdAt,
});
