import { and, eq, isNull, ne, type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import type { Tx } from "../transaction";
import { takeSnapshot, withLater } from "./snapshot";

/** The message or member that a case is about. */
export type CaseSubject = {
	readonly serverId: number;
	readonly userId: number;
	readonly message: { readonly channelId: number; readonly seq: number } | null;
};

/** Over `cases`: those about this message or member. */
export const isAbout = ({ serverId, userId, message }: CaseSubject): SQL | undefined =>
	message
		? and(eq(cases.channelId, message.channelId), eq(cases.seq, message.seq))
		: and(eq(cases.serverId, serverId), eq(cases.subjectId, userId), isNull(cases.seq), ne(cases.kind, "appeal"));

/** Serializes the beginnings of cases about one message or member. It is taken before the row of a case is locked. */
export async function lockCasesAbout(tx: Tx, { serverId, userId, message }: CaseSubject): Promise<void> {
	const key = message ? `case:${message.channelId}/${message.seq}` : `case:${serverId}@${userId}`;
	await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

/**
 * Finds the open case about a message or member, or opens one, and locks it. The message is kept as it is now; if the
 * case has an earlier text of it, beside that. Returns the event, which the caller applies after the commit.
 */
export async function openCase(
	tx: Tx,
	about: CaseSubject,
	rule: { id: number; name: string } | null = null,
): Promise<{ caseId: number; event: ClusterEvent }> {
	await lockCasesAbout(tx, about);
	const [known] = await tx
		.select({ id: cases.id, snapshot: cases.snapshot, ruleName: cases.ruleName })
		.from(cases)
		.where(and(isAbout(about), eq(cases.state, "open")))
		.for("update");
	const caseId = known ? await addTo(tx, known, about, rule) : await begin(tx, about, rule);
	const event: ClusterEvent = { kind: "cases_changed", serverId: about.serverId, caseIds: [caseId] };
	await emitInTransaction(tx, event);
	return { caseId, event };
}

type Rule = { id: number; name: string } | null;

const flagged = (rule: Rule) => rule && { kind: "automod" as const, ruleId: rule.id, ruleName: rule.name };

async function begin(tx: Tx, { serverId, userId, message }: CaseSubject, rule: Rule): Promise<number> {
	const [made] = await tx
		.insert(cases)
		.values({
			serverId,
			kind: "report",
			...flagged(rule),
			subjectId: userId,
			...(message && { ...message, snapshot: await takeSnapshot(tx, message) }),
		})
		.returning({ id: cases.id });
	return made?.id ?? 0;
}

async function addTo(
	tx: Tx,
	{
		id,
		snapshot,
		ruleName,
	}: { id: number; snapshot: (typeof cases.$inferSelect)["snapshot"]; ruleName: string | null },
	{ message }: CaseSubject,
	rule: Rule,
): Promise<number> {
	const later = message && snapshot && withLater(snapshot, await takeSnapshot(tx, message));
	const change = { ...(later && { snapshot: later }), ...(ruleName === null && flagged(rule)) };
	if (Object.keys(change).length > 0) await tx.update(cases).set(change).where(eq(cases.id, id));
	return id;
}
