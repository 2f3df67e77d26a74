import { and, count, desc, eq, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { registrationCodes, users } from "@/db/schema";
import { requireLockedAdministrator } from "../admin/administrator";
import { writeInstanceAudit } from "../admin/write-audit";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { AppError } from "../errors";
import { queryLimit } from "../http/query-number";
import { idFrom } from "../ids";
import { isCode, newCode } from "../invites/code";
import { endCases, hasNotEnded } from "../invites/ends";
import { inviteEnded, inviteNotFound } from "../invites/load";
import type { InviteEnd, RegistrationCode } from "../realtime/protocol";
import { line } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { authorColumns } from "../users/serialize";

/** The maximum of codes that have not ended. */
const maxLiving = 1000;
const weekSeconds = 604_800;
const count1000 = "Must be 1 to 1000.";
const seconds = "Must be 1800 to 31536000 seconds.";

export const NewRegistrationCode = z
	.strictObject({
		maxUses: z.int(count1000).min(1, count1000).max(1000, count1000).nullable().default(1),
		expiresInSeconds: z.int(seconds).min(1800, seconds).max(31_536_000, seconds).nullable().default(weekSeconds),
		note: line(0, 200).default(""),
	})
	.prefault({});
export const CodesQuery = z.object({ limit: queryLimit(100, 50), cursor: cursor.optional() });

const isLiving = hasNotEnded(registrationCodes);
const endOfCode = sql<InviteEnd | null>`case ${endCases(registrationCodes)} end`;

const select = () =>
	db
		.select({
			id: registrationCodes.id,
			code: registrationCodes.code,
			note: registrationCodes.note,
			maxUses: registrationCodes.maxUses,
			uses: registrationCodes.uses,
			expiresAt: isoTime(registrationCodes.expiresAt),
			createdAt: isoTime(registrationCodes.createdAt),
			creator: authorColumns,
		})
		.from(registrationCodes)
		.leftJoin(users, eq(users.id, registrationCodes.creatorId));

/** The codes that have not ended, latest first. */
export async function list({
	limit,
	cursor: after,
}: z.output<typeof CodesQuery>): Promise<{ codes: RegistrationCode[]; nextCursor: string | null }> {
	const rows = await select()
		.where(and(isLiving, after && lt(registrationCodes.id, after[1])))
		.orderBy(desc(registrationCodes.id))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		codes: page,
		nextCursor: last && rows.length > limit ? cursorOf("", last.id) : null,
	};
}

/** Creates a code. Throws `forbidden` above 1,000 that have not ended. */
export async function create(
	viewer: Viewer,
	{ maxUses, expiresInSeconds, note }: z.output<typeof NewRegistrationCode>,
): Promise<{ code: RegistrationCode }> {
	const made = await transaction(async (tx) => {
		// Of two that are created at once, by any administrators, the second counts the first.
		await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('registration codes', 0))`);
		await requireLockedAdministrator(tx, viewer);
		const [living] = await tx.select({ n: count() }).from(registrationCodes).where(isLiving);
		if (living && living.n >= maxLiving)
			throw new AppError("forbidden", `There are at most ${maxLiving} codes. Revoke one first.`);
		const [row] = await tx
			.insert(registrationCodes)
			.values({
				code: newCode(),
				note,
				creatorId: viewer.id,
				maxUses,
				expiresAt: expiresInSeconds === null ? null : sql`now() + ${expiresInSeconds}::int * interval '1 second'`,
			})
			.returning({ id: registrationCodes.id });
		if (!row) throw new Error("A code was not returned.");
		const details = { codeId: row.id, maxUses, note };
		await writeInstanceAudit(tx, { actorId: viewer.id, action: "create_registration_code", details });
		return row;
	});
	const [code] = await select().where(eq(registrationCodes.id, made.id));
	if (!code) throw inviteNotFound();
	return { code };
}

/** Revokes a code. A registration locks its row, so nobody registers with it afterwards. */
export async function revoke(viewer: Viewer, codeId: string | undefined): Promise<void> {
	const id = idFrom(codeId);
	if (id === null) throw inviteNotFound();
	await transaction(async (tx) => {
		await requireLockedAdministrator(tx, viewer);
		const [known] = await tx
			.select({ revokedAt: registrationCodes.revokedAt })
			.from(registrationCodes)
			.where(eq(registrationCodes.id, id))
			.for("update");
		if (!known) throw inviteNotFound();
		if (known.revokedAt) return;
		await tx.update(registrationCodes).set({ revokedAt: sql`now()` }).where(eq(registrationCodes.id, id));
		await writeInstanceAudit(tx, { actorId: viewer.id, action: "revoke_registration_code", details: { codeId: id } });
	});
}

/** Takes one use of a code, in the transaction of the account. Throws `invite_not_found` and `invite_ended`. */
export async function spendUse(tx: Tx, code: string): Promise<void> {
	if (!isCode(code)) throw inviteNotFound();
	const [spent] = await tx
		.update(registrationCodes)
		.set({ uses: sql`${registrationCodes.uses} + 1` })
		.where(and(eq(registrationCodes.code, code), isLiving))
		.returning({ id: registrationCodes.id });
	if (spent) return;
	const [row] = await tx.select({ end: endOfCode }).from(registrationCodes).where(eq(registrationCodes.code, code));
	throw row?.end ? inviteEnded(row.end) : inviteNotFound();
}
