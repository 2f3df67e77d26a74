import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db";
import { appeals, cases } from "@/db/schema";
import { forbidden, requireWriting } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { invalid } from "../errors";
import { writeAudit } from "../moderation/audit";
import { findAction } from "../moderation/find-action";
import { keptChannels } from "../moderation/removal";
import { type Effects, type HeldAction, undoForAppeal } from "../moderation/undo";
import { changeHeld } from "../moderation/with-channels";
import type { CaseDetails } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import type { Tx } from "../transaction";
import { findUser } from "../users/find-user";
import { isAssignable } from "./assignees";
import { details, type LoadedCase } from "./details";
import type { CaseChange } from "./input";
import { type LockedCase, lockCase } from "./locked-case";
import { resolveCase } from "./resolve";
import { alreadyAssigned, alreadyDecided, caseNotFound } from "./serialize";

type Change = z.output<typeof CaseChange>;

/** Assigns a case to a moderator, or decides it. When this returns, nobody else decides it. */
export async function change(viewer: Viewer, loaded: LoadedCase, wanted: Change): Promise<{ case: CaseDetails }> {
	const { server } = loaded;
	const appealed = wanted.outcome === "lifted" ? await findAppealed(loaded) : null;
	await changeHeld(appealed?.channelIds ?? [], async (tx) => {
		// Its locks come first; if the case turns out to be decided, nothing is undone.
		const undone = appealed ? await undoForAppeal(tx, viewer, server.id, appealed) : nothingUndone;
		const decided = await changeLocked(tx, viewer, loaded, wanted);
		return { ...undone, events: [...undone.events, ...decided] };
	});
	return details(viewer, loaded);
}

const nothingUndone: Effects = { events: [], changed: null };

/** The action that an appeal is about; null for another case. */
async function findAppealed({ id, server }: LoadedCase): Promise<HeldAction | null> {
	const [row] = await db.select({ actionId: appeals.actionId }).from(appeals).where(eq(appeals.caseId, id));
	const action = row ? await findAction(server, row.actionId) : null;
	return action && { ...action, channelIds: await keptChannels(action.id) };
}

async function changeLocked(
	tx: Tx,
	viewer: Viewer,
	{ id, server }: LoadedCase,
	wanted: Change,
): Promise<ClusterEvent[]> {
	requireWriting(await lockActor(tx, viewer, server.id, "handle_reports"));
	const found = await lockCase(tx, viewer, server.id, id);
	if (!found) throw caseNotFound();
	return [...(await assign(tx, viewer, found, wanted)), ...(await decide(tx, viewer, found, wanted.outcome))];
}

async function assign(
	tx: Tx,
	viewer: Viewer,
	found: LockedCase,
	{ assignTo, ifAssignedTo }: Change,
): Promise<ClusterEvent[]> {
	if (assignTo === undefined) return [];
	const { id, serverId, subjectId } = found;
	const assignedTo = assignTo === null ? null : await findModerator(tx, id, assignTo);
	if (assignedTo === found.assignedTo) return [];
	if (found.state === "resolved") throw await alreadyDecided(tx, id);
	const isMeant = ifAssignedTo === undefined || (await idOf(tx, ifAssignedTo)) === found.assignedTo;
	if (!isMeant) throw await alreadyAssigned(tx, id);
	await tx.update(cases).set({ assignedTo }).where(eq(cases.id, id));
	const action = assignedTo === null ? "unassign_case" : "assign_case";
	await writeAudit(tx, { serverId, actorId: viewer.id, subjectId, action, caseId: id, assigneeId: assignedTo });
	const event: ClusterEvent = { kind: "cases_changed", serverId, caseIds: [id] };
	await emitInTransaction(tx, event);
	return [event];
}

/** Null for nobody, and undefined for a name that nobody has. */
const idOf = async (tx: Tx, username: string | null) => (username === null ? null : (await findUser(tx, username))?.id);

/** The id of a member who sees and may decide the case. */
async function findModerator(tx: Tx, caseId: number, username: string): Promise<number> {
	const user = await findUser(tx, username);
	if (!user || !(await isAssignable(tx, caseId, user.id)))
		throw invalid({ assignTo: "Must be the username of a moderator who may decide this case." });
	return user.id;
}

async function decide(tx: Tx, viewer: Viewer, found: LockedCase, outcome: Change["outcome"]): Promise<ClusterEvent[]> {
	if (outcome === undefined) return [];
	const isAppeal = found.kind === "appeal";
	if (outcome === "lifted" && !isAppeal) throw invalid({ outcome: "Only an appeal can be lifted." });
	if (found.excludedId === viewer.id) throw forbidden("Another moderator decides about what you have done.");
	if (found.state === "resolved") {
		if (found.resolvedBy === viewer.id && found.outcome === outcome) return [];
		throw await alreadyDecided(tx, found.id);
	}
	const answered = isAppeal ? await answerAppeal(tx, found, outcome) : [];
	const dismissal = isAppeal ? "dismiss_appeal" : "dismiss_case";
	const action = outcome === "lifted" ? "grant_appeal" : dismissal;
	const { id: caseId, serverId, subjectId } = found;
	await writeAudit(tx, { serverId, actorId: viewer.id, subjectId, action, caseId });
	const resolved = await resolveCase(tx, found, { outcome, resolvedBy: viewer.id }, "dismissed");
	return [...answered, ...resolved];
}

/** Decides an appeal. The subject receives an event about an upheld sanction here, and about a lifted one from its undo. */
async function answerAppeal(
	tx: Tx,
	{ id, serverId, subjectId }: LockedCase,
	outcome: "dismissed" | "lifted",
): Promise<ClusterEvent[]> {
	await tx
		.update(appeals)
		.set({ outcome: outcome === "lifted" ? "lifted" : "upheld", decidedAt: sql`now()` })
		.where(eq(appeals.caseId, id));
	if (outcome === "lifted") return [];
	const event: ClusterEvent = { kind: "sanctioned", serverId, userId: subjectId, imposed: true };
	await emitInTransaction(tx, event);
	return [event];
}
