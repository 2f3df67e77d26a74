import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { auditLog, type RetentionEntry, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { seenCases, seesCaseOf } from "../cases/seen-cases";
import { cursor, cursorOf } from "../cursor";
import { queryLimit } from "../http/query-number";
import type { AuditAction, AuditEntry, CaseAuditAction, EmojiAuditAction, RuleChange } from "../realtime/protocol";
import { text } from "../text/schema";
import type { Tx } from "../transaction";
import { userIdOf } from "../users/find-user";
import { namedColumnsOf, serializeAuthor } from "../users/serialize";
import { withNoteFor } from "./notes";
import { getActions } from "./serialize";

/** The user who has made the entry: for an undo, the user who has undone the action. */
const by = alias(users, "by");
const assignees = alias(users, "assignee");

const { enumValues: auditActions } = auditLog.action;

type RaidModeAction = "raid_mode" | "end_raid_mode";
type SanctionAction = Exclude<
	AuditAction,
	"nickname" | EmojiAuditAction | RuleChange | RaidModeAction | "change_retention" | CaseAuditAction
>;

/** Writes entries, in the transaction of the action itself. */
export async function writeAudit(
	tx: Tx,
	...entries: ({ serverId: number } & (
		| { actorId: number | null; subjectId: number; action: SanctionAction; actionId: number }
		| { actorId: number; subjectId: number; action: "nickname"; nickname: NonNullable<AuditEntry["nickname"]> }
		| { actorId: number; subjectId: number; action: EmojiAuditAction; emoji: NonNullable<AuditEntry["emoji"]> }
		| { actorId: number; action: RuleChange; rule: NonNullable<AuditEntry["rule"]> }
		| { actorId: number | null; action: RaidModeAction; raidMode: AuditEntry["raidMode"] | null }
		| { actorId: number; action: "change_retention"; retention: RetentionEntry }
		| { actorId: number; subjectId: number; action: CaseAuditAction; caseId: number; assigneeId?: number | null }
	))[]
): Promise<void> {
	await tx.insert(auditLog).values(entries);
}

const username = text(0, 100).optional();

export const AuditQuery = z.object({
	actor: username,
	subject: username,
	action: z.enum(auditActions, `Must be ${auditActions.join(", ")}.`).optional(),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

const caseActions = new Set<string>([
	"assign_case",
	"unassign_case",
	"dismiss_case",
	"reopen_case",
	"escalate_case",
	"dismiss_appeal",
	"grant_appeal",
] satisfies CaseAuditAction[]);

/**
 * The audit log of a server, latest first, by page. A name that nobody has matches no entry. The note of an action is for
 * those who could take it, and the entry of a case for those who see the case.
 */
export async function list(
	viewer: Viewer,
	server: LoadedServer,
	{ actor, subject, action, limit, cursor: after }: z.output<typeof AuditQuery>,
): Promise<{ entries: AuditEntry[]; nextCursor: string | null }> {
	const [actorId, subjectId] = await Promise.all([userIdOf(db, actor), userIdOf(db, subject)]);
	const handlesReports = includes(server.permissions, "handle_reports");
	const isHidden = action !== undefined && caseActions.has(action) && !handlesReports;
	if (actorId === null || subjectId === null || isHidden) return { entries: [], nextCursor: null };
	const rows = await db
		.select({
			entry: { id: auditLog.id, at: isoTime(auditLog.at), action: auditLog.action },
			actionId: auditLog.actionId,
			caseId: auditLog.caseId,
			assignee: namedColumnsOf(assignees, auditLog.serverId),
			actor: namedColumnsOf(by, auditLog.serverId),
			subject: namedColumnsOf(users, auditLog.serverId),
			nickname: auditLog.nickname,
			emoji: auditLog.emoji,
			rule: auditLog.rule,
			raidMode: auditLog.raidMode,
			retention: auditLog.retention,
			seesChannel: sql<boolean>`member_bits((retention ->> 'channelId')::bigint, ${viewer.id}) & 1 = 1`,
		})
		.from(auditLog)
		.leftJoin(users, eq(users.id, auditLog.subjectId))
		.leftJoin(by, eq(by.id, auditLog.actorId))
		.leftJoin(assignees, eq(assignees.id, auditLog.assigneeId))
		.where(
			and(
				eq(auditLog.serverId, server.id),
				actorId === undefined ? undefined : eq(auditLog.actorId, actorId),
				subjectId === undefined ? undefined : eq(auditLog.subjectId, subjectId),
				action && eq(auditLog.action, action),
				or(isNull(auditLog.caseId), handlesReports ? seesCaseOf(viewer, auditLog.caseId) : undefined),
				after && lt(auditLog.id, after[1]),
			),
		)
		.orderBy(desc(auditLog.id))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	const actionIds = page.flatMap(({ actionId }) => actionId ?? []);
	const caseIds = page.flatMap(({ caseId }) => caseId ?? []);
	const [actions, seen] = await Promise.all([
		getActions(actionIds),
		handlesReports ? seenCases(viewer, server.id, { caseIds, actionIds }) : [],
	]);
	return {
		entries: page.map(
			({ entry, actionId, caseId, assignee, actor, subject, nickname, emoji, rule, raidMode, ...row }) => {
				const action = actionId === null ? undefined : actions.get(actionId);
				const about = seen.findLast((one) => one.id === caseId || (actionId !== null && one.actionId === actionId));
				return {
					...entry,
					actor: actor && serializeAuthor(actor),
					subject: action?.subject ?? (subject && serializeAuthor(subject)),
					moderationAction: action ? withNoteFor(server.permissions, action) : null,
					...(nickname && { nickname }),
					...(emoji && { emoji }),
					...(rule && { rule }),
					...(raidMode && { raidMode }),
					...(row.retention && { retention: serializeRetention(row.retention, row.seesChannel) }),
					...(about && { case: { id: about.id, kind: about.kind } }),
					...(assignee && { assignee: serializeAuthor(assignee) }),
				};
			},
		),
		nextCursor: last && rows.length > limit ? cursorOf("", last.entry.id) : null,
	};
}

const serializeRetention = ({ channelId, ...days }: RetentionEntry, seesChannel: boolean | null) => ({
	isOfChannel: channelId !== null,
	channelId: seesChannel ? channelId : null,
	...days,
});
