import type { CaseKind, ModerationAction } from "./moderation-types";
import type { InvitedServer } from "./server-types";
import type { Author } from "./user-types";

/** The shapes of reports, cases and appeals, as part of protocol.ts. */

export type ReportCategory = "spam" | "harassment" | "hate" | "violence" | "sexual" | "self_harm" | "illegal" | "other";

/** A report as its user sees it: without the moderator who has decided. */
export type Report = {
	server: Pick<InvitedServer, "id" | "name" | "iconUrl">;
	/** The reported message; null for a report about a member. */
	channelId: number | null;
	seq: number | null;
	/** Of the reported user. */
	username: string;
	category: ReportCategory;
	comment: string;
	createdAt: string;
	/** Null while it waits. `removed`: messages were removed. */
	/** `closed`: by the administrators of the instance. */
	outcome: "removed" | "acted" | "dismissed" | "closed" | null;
	decidedAt: string | null;
};

export type CaseState = "open" | "resolved";
export type CaseOutcome = "acted" | "dismissed" | "lifted";
/** The message that a case is about; in a thread, `channelId` is its channel's. */
export type CaseMessage = {
	channelId: number | null;
	channelName: string | null;
	seq: number;
	thread: { channelId: number; parentSeq: number } | null;
};
/** All reports of a message or a member, or an appeal, which moderators decide once. */
export type Case = {
	id: number;
	kind: CaseKind;
	state: CaseState;
	subject: Author;
	message: CaseMessage | null;
	excerpt: string;
	/** The automod rule that has flagged the message. */
	rule: { id: number | null; name: string } | null;
	/** Most frequent first. */
	categories: { category: ReportCategory; count: number }[];
	reportCount: number;
	assignedTo: Author | null;
	mayDecide: boolean;
	openedAt: string;
	outcome: CaseOutcome | null;
	resolvedBy: Author | null;
	resolvedAt: string | null;
	/** When it was handed to the administrators of the instance. */
	escalatedAt: string | null;
};

/** Null while the case is with the administrators. `returned`: they have handed it back to the server. */
export type EscalationOutcome = "closed" | "returned" | null;

/** How a case was handed to the administrators, and how that has ended. */
export type Escalation = {
	by: Author;
	note: string;
	createdAt: string;
	outcome: EscalationOutcome;
	/** Of the administrator. */
	answer: string;
	closedAt: string | null;
};

/** A case as administrators see it: a copy of the time when it was handed to them. */
export type EscalatedCase = Omit<Escalation, "by"> & {
	id: number;
	/** `id` is null after the server was deleted. */
	server: { id: number | null; name: string };
	kind: "report" | "automod";
	subject: Author;
	excerpt: string;
	categories: Case["categories"];
	reportCount: number;
	escalatedBy: Author;
	/** A user has reported a moderator; otherwise a moderator has handed the case over. */
	isByReporter: boolean;
	closedBy: Author | null;
};
export type EscalatedCaseDetails = EscalatedCase & { snapshot: CaseSnapshot | null };

/** A reported message as it was. */
export type CaseSnapshot = {
	author: Author;
	content: string;
	mentions: string[];
	createdAt: string;
	editedAt: string | null;
	attachments: { name: string; type: string; kind: string; size: number; alt: string }[];
	poll: { question: string; options: string[] } | null;
	takenAt: string;
	/** The texts that later reports have found instead. */
	later: { content: string; takenAt: string }[];
};
export type CaseReport = { reporter: Author; category: ReportCategory; comment: string; createdAt: string };
/** The reported user as a member of the server. */
export type CaseMember = {
	isMember: boolean;
	isOwner: boolean;
	joinedAt: string | null;
	roleIds: number[];
	timedOutUntil: string | null;
	/** At most 1,000. */
	messagesIn7Days: number;
};
export type CaseDetails = Case & {
	snapshot: CaseSnapshot | null;
	/** The message now, compared with the latest text in the snapshot. */
	messageState: "unchanged" | "edited" | "deleted" | null;
	/** The latest 50. */
	reports: CaseReport[];
	member: CaseMember;
	/** The latest 20 moderation actions on the subject. */
	actions: ModerationAction[];
	/** The action that has resolved the case. */
	action: ModerationAction | null;
	appeal: { text: string; createdAt: string; action: ModerationAction } | null;
	escalation: Escalation | null;
};

/** How a case was decided, for a moderator who decides it later. */
export type CaseDecision = {
	outcome: CaseOutcome;
	resolvedBy: Author | null;
	resolvedAt: string;
	actionId: number | null;
};
