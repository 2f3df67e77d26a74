import { and, desc, eq, gt, ilike, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { sessions, users } from "@/db/schema";
import { isSuspended, suspensionColumns } from "../auth/suspension";
import { cursor, cursorOf, isDay } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import type { Account } from "../realtime/protocol";
import { hasSecondFactor } from "../second-factors/second-factor";
import { storedBytesOf, storedBytesOfPeople } from "../storage/usage";
import { escapeLike } from "../text/escape-like";
import { text } from "../text/schema";
import { userNotFound } from "../users/profiles";
import { publicUserColumns } from "../users/serialize";

const shown = ["all", "administrators", "suspended", "deleting"] as const;
const sorts = ["joined", "seen", "storage"] as const;

export const PeopleQuery = z.object({
	q: text(0, 100).optional(),
	sort: z.enum(sorts, `Must be ${sorts.join(", ")}.`).default("joined"),
	show: z.enum(shown, `Must be ${shown.join(", ")}.`).default("all"),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

type Order = {
	/** The column of the order, of which the largest comes first, and as text in a cursor. */
	by: SQL;
	/** The key of a cursor as a value of that column; null for a key of another order. */
	typed: (key: string) => SQL | null;
};

const orders: Record<(typeof sorts)[number], Order> = {
	// Ids are given in the order in which accounts are made.
	joined: { by: sql`0`, typed: (key) => (key === "0" ? sql`0` : null) },
	seen: {
		by: sql`coalesce(${users.lastSeenDay}, '-infinity')`,
		typed: (key) => (isDay(key) ? sql`${key}::text::date` : null),
	},
	storage: {
		by: sql`stored.bytes`,
		typed: (key) => (/^\d{1,18}$/.test(key) ? sql`${key}::text::bigint` : null),
	},
};

/** Over `users`: the number of their sessions that have not ended. */
export function sessionCount(): SQL<number> {
	const count = db
		.select({ n: sql`count(*)` })
		.from(sessions)
		.where(and(eq(sessions.userId, users.id), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`now()`)));
	return sql<number>`(${count})::int`;
}

const accountColumns = () => ({
	user: publicUserColumns,
	email: users.email,
	emailVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
	isAdmin: users.isAdmin,
	hasSecondFactor,
	lastSeen: users.lastSeenDay,
	storedBytes: storedBytesOf("person", users.id),
	sessions: sessionCount(),
	suspension: suspensionColumns,
	deletesAt: isoTime(users.deletesAt),
	deletedByAdmin: users.deletedByAdmin,
	deletesMessages: users.deletesMessages,
});

const kinds = {
	all: undefined,
	administrators: users.isAdmin,
	suspended: isSuspended,
	deleting: isNotNull(users.deletesAt),
};

/**
 * The accounts of people, by page. `q` is a literal part of a username, display name or e-mail address, in any case.
 * Imported authors and deleted accounts are left out.
 */
export async function list({ q, sort, show, limit, cursor: after }: z.output<typeof PeopleQuery>): Promise<{
	accounts: Account[];
	nextCursor: string | null;
}> {
	const pattern = q ? `%${escapeLike(q)}%` : null;
	const isShown = and(
		eq(users.kind, "person"),
		pattern === null
			? undefined
			: or(ilike(users.username, pattern), ilike(users.displayName, pattern), ilike(users.email, pattern)),
		kinds[show],
	);
	const { by, typed } = orders[sort];
	const value = after && typed(after[0]);
	if (value === null) throw invalid({ cursor: "Is not a cursor of this list." });
	const rows =
		sort === "storage"
			? await listByStorage(isShown, after, limit + 1)
			: await db
					.select({ ...accountColumns(), key: sql<string>`(${by})::text` })
					.from(users)
					.where(and(isShown, after && sql`(${by}, ${users.id}) < (${value}, ${after[1]})`))
					.orderBy(sort === "joined" ? desc(users.id) : sql`${by} desc, ${users.id} desc`)
					.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		accounts: page.map(({ key: _, ...account }) => account),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.user.id) : null,
	};
}

/** Those who have files, in the order of the index of their sizes, then the others. */
async function listByStorage(isShown: SQL | undefined, after: [string, number] | undefined, limit: number) {
	const bytes = sql`stored.bytes`;
	const withFiles = await db
		.select({ ...accountColumns(), key: sql<string>`${bytes}::text` })
		.from(users)
		.innerJoin(storedBytesOfPeople, sql`stored.id = ${users.id}`)
		.where(
			and(
				isShown,
				sql`${bytes} > 0`,
				after && sql`(${bytes}, stored.id) < (${after[0]}::text::bigint, ${after[1]}::bigint)`,
			),
		)
		.orderBy(sql`${bytes} desc, stored.id desc`)
		.limit(limit);
	if (withFiles.length === limit) return withFiles;
	const others = await db
		.select({ ...accountColumns(), key: sql<string>`'0'` })
		.from(users)
		.where(
			and(
				isShown,
				sql`${storedBytesOf("person", users.id)} = 0`,
				after?.[0] === "0" ? lt(users.id, after[1]) : undefined,
			),
		)
		.orderBy(desc(users.id))
		.limit(limit - withFiles.length);
	return [...withFiles, ...others];
}

export async function get(id: number): Promise<{ account: Account }> {
	const [account] = await db
		.select(accountColumns())
		.from(users)
		.where(and(eq(users.id, id), eq(users.kind, "person")));
	if (!account) throw userNotFound();
	return { account };
}
