import type { InvitedServer, RaidMode } from "./server-types";
import type { Author } from "./user-types";

/** The shapes of moderation, as part of protocol.ts. */

export type CaseKind = "report" | "automod" | "appeal";
export type SanctionKind = "warn" | "timeout" | "kick" | "ban";

/** `removal` is an action that removes messages without a sanction. */
export type ActionKind = SanctionKind | "removal";

/** An action as moderators see it. */
export type ModerationAction = {
	id: number;
	kind: ActionKind;
	subject: Author;
	/** Null if an automod rule has acted. */
	actor: Author | null;
	/** The automod rule that has acted, with its name at that time. It may be deleted since. */
	rule: { id: number; name: string } | null;
	/** The end of a timeout or a ban; null for a permanent ban. */
	until: string | null;
	/** Shown to the subject. */
	reason: string;
	/** For moderators only. */
	note: string;
	/** The number of messages that it has removed. */
	removed: number;
	createdAt: string;
	undoneAt: string | null;
	/** Until then it can be undone. */
	undoUntil: string;
};

/** An appeal as the user sees it who has made it. */
export type Appeal = {
	text: string;
	createdAt: string;
	outcome: "upheld" | "lifted" | null;
	decidedAt: string | null;
};

/** A sanction as its subject sees it: they do not learn who imposed it. */
export type Sanction = {
	id: number;
	/** No more than they have seen as a member: it may be private. */
	server: Pick<InvitedServer, "id" | "name" | "iconUrl">;
	kind: ActionKind;
	/** The name of the automod rule that has acted. */
	rule: string | null;
	until: string | null;
	reason: string;
	createdAt: string;
	/** Set only if it was undone after an appeal. */
	undoneAt: string | null;
	appeal: Appeal | null;
};

export type Ban = {
	user: Author;
	actor: Author;
	until: string | null;
	reason: string;
	note: string;
	createdAt: string;
};

export type EmojiAuditAction = "emoji_added" | "emoji_renamed" | "emoji_removed";
export type RuleChange = "create_automod_rule" | "update_automod_rule" | "delete_automod_rule";
export type CaseAuditAction =
	| "assign_case"
	| "unassign_case"
	| "dismiss_case"
	| "reopen_case"
	| "escalate_case"
	| "dismiss_appeal"
	| "grant_appeal";
export type AuditAction =
	| ActionKind
	| `undo_${ActionKind}`
	| "nickname"
	| EmojiAuditAction
	| RuleChange
	| "raid_mode"
	| "end_raid_mode"
	| "change_retention"
	| CaseAuditAction;
export type AuditEntry = {
	id: number;
	at: string;
	action: AuditAction;
	/** Null if the watch for raids or an automod rule has acted. */
	actor: Author | null;
	/** Of an emoji: the user who has added it. Null for a change of an automod rule or of raid mode. */
	subject: Author | null;
	/** Null for a change of a nickname, an emoji or a rule. */
	moderationAction: ModerationAction | null;
	/** The nickname before the change and after it. */
	nickname?: { before: string | null; after: string | null };
	/** The emoji, with its name before a change. */
	emoji?: { id: number; name: string; before?: string };
	/** The automod rule that was changed, with its name at that time. */
	rule?: { id: number; name: string };
	/** Raid mode as it was turned on. */
	raidMode?: Omit<RaidMode, "since">;
	/**
	 * For how many days messages are kept, in the server or in a channel. `channelId` is null if the viewer may not view the
	 * channel.
	 */
	retention?: { isOfChannel: boolean; channelId: number | null; before: number | null; after: number | null };
	/** The case that was assigned or decided, also by a moderation action, for those who see it. */
	case?: { id: number; kind: CaseKind };
	/** The moderator to whom the case was assigned. */
	assignee?: Author;
};
