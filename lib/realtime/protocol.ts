/** The shapes of docs/protocol.md, shared with the browser as types. Nothing here exists at run time. */
import type { Permission } from "../auth/permissions";
import type { Attachment } from "./attachment-types";
import type { CaseDecision } from "./case-types";
import type { Emoji } from "./emoji-types";
import type { ModerationAction } from "./moderation-types";
import type { InboxPlace, MessagePlace } from "./place-types";
import type { ReachedQuota } from "./quota-types";
import type { Channel, ChannelGroup, Member, NotificationSettings, OwnMembership, Role, Server } from "./server-types";
import type { AccountSettings } from "./settings-types";
import type { SystemMessage } from "./system-message-types";
import type { Author, ChosenStatus, OwnUser, PresenceStatus, PublicUser } from "./user-types";

export type * from "./admin-types";
export type * from "./attachment-types";
export type * from "./automod-types";
export type * from "./backup-types";
export type * from "./case-types";
export type * from "./emoji-types";
export type * from "./invite-types";
export type * from "./moderation-types";
export type * from "./place-types";
export type * from "./quota-types";
export type * from "./retention-types";
export type * from "./server-types";
export type * from "./settings-types";
export type * from "./system-message-types";
export type * from "./user-types";

/** `emojiId` is present if it is an emoji of the server: `emoji` is then the name that it had, with its colons. */
export type Reaction = { emoji: string; emojiId?: number; count: number; me?: boolean };
export type Embed = {
	n: number;
	url: string;
	site: string | null;
	title: string | null;
	description: string | null;
	image: { url: string; width: number; height: number } | null;
};
export type PollOption = { text: string; votes: number; me?: boolean };
export type Poll = { question: string; options: PollOption[]; multiple: boolean; endsAt: string | null };
/** The summary of a thread that its parent message shows. */
export type ThreadSummary = {
	channelId: number;
	/** The summary's own revision: the highest counts. */
	rev: number;
	replies: number;
	lastSeq: number;
	lastReplyAt: string | null;
	faces: Author[];
};
/** `mentions`, `emoji`, `embeds`, `poll`, `thread`, `echoOf` and `pinnedAt` are present only if the message has them. */
export type Message = {
	channelId: number;
	seq: number;
	rev: number;
	nonce: string;
	author: Author;
	content: string;
	/** The mentioned names in it. */
	mentions?: string[];
	/** The ids of the server's emoji in it, by their names in its content. */
	emoji?: Record<string, number>;
	replyTo: number | null;
	createdAt: string;
	editedAt: string | null;
	deletedAt: string | null;
	reactions: Reaction[];
	attachments: Attachment[];
	embeds?: Embed[];
	poll?: Poll;
	thread?: ThreadSummary;
	echoOf?: { channelId: number; seq: number };
	pinnedAt?: string;
	/** The server has written it about its author. */
	system?: SystemMessage;
};
export type NewPoll = { question: string; options: string[]; multiple?: boolean; endsAt?: string | null };
/** A message as a client sends it. */
export type MessageInput = {
	nonce: string;
	content: string;
	replyTo?: number | null;
	attachmentIds?: number[];
	poll?: NewPoll;
	/** In a thread: also send it to the channel. */
	echo?: boolean;
};
/** A previous version of a message. */
export type Version = { content: string; writtenAt: string };
export type Draft = { channelId: number; content: string; replyTo: number | null; updatedAt: string };
export type SavedMessage = { savedAt: string; place: MessagePlace; message: Message };
export type MessagePage = {
	messages: Message[];
	/** Where the log begins, if earlier messages have expired: one more than `lastSeq` if there are none left. */
	firstSeq?: number;
	lastSeq: number;
	lastRev: number;
	hasBefore: boolean;
	hasAfter: boolean;
};

export type MentionKind = "name" | "role" | "everyone" | "here" | "keyword";
export type InboxMention = { kind: MentionKind; read: boolean; place: InboxPlace; message: Message };
export type InboxUnread = {
	place: InboxPlace;
	lastSeq: number;
	lastReadSeq: number;
	unread: number;
	mentionCount: number;
	firstUnreadSeq: number | null;
	messages: Message[];
};
/** A search result. `highlights` are ranges in its content, in UTF-16 units. */
export type SearchResult = {
	serverId: number;
	channelId: number;
	/** In a thread, the name of its channel. */
	channelName: string;
	thread?: { parentId: number; parentSeq: number };
	message: Message;
	highlights: [start: number, end: number][];
};
/** `total` is present only on a first page, and only if all matches were counted. */
export type SearchPage = { results: SearchResult[]; total: number | null; nextCursor: string | null };

/** A message that a rule would have matched, with the places in its content. `exempt`: its author or channel is. */
export type DryRunMatch = { message: Message; highlights: [from: number, to: number][]; exempt: boolean };
export type DryRunResult = { checked: number; matched: number; matches: DryRunMatch[]; ms: number };

export type WireError = {
	code: string;
	message: string;
	fields?: Record<string, string>;
	reason?: string;
	until?: string | null;
	retryAfterMs?: number;
	/** The automod rule that has refused the call. */
	rule?: string;
	decided?: CaseDecision;
	/** The moderator to whom a case is assigned already, or null. */
	assignedTo?: Author | null;
	/** The servers that the user owns, with `owns_servers`. */
	servers?: Pick<Server, "id" | "name" | "iconUrl">[];
} & ReachedQuota;

/** The result for each of many users whom a moderator has sanctioned at once: either is null. */
export type BulkResult = { username: string; action: ModerationAction | null; error: WireError | null };
export type BulkUndoResult = { actionId: number; error: WireError | null };

export type Ack<T = object> = ({ ok: true } & T) | { ok: false; error: WireError };

/** The head of a channel; `uncounted` of its messages up to there do not count as unread. */
export type ChannelHead = { channelId: number; lastSeq: number; uncounted?: number };
export type ReadMark = { channelId: number; lastReadSeq: number; mentionCount: number; uncounted?: number };
export type MembershipReason = "joined" | "left" | "kicked" | "banned" | "server_deleted";

type ChannelChange = { rev: number; channelId: number; seq: number };

export type ServerToClient = {
	messages: (event: { channelId: number; rev: number; messages: Message[] }) => void;
	"message:updated": (event: { rev: number; message: Message }) => void;
	"message:deleted": (event: ChannelChange) => void;
	/** Messages have become tombstones: ranges of seqs, with both ends. */
	"messages:purged": (event: {
		rev: number;
		channelId: number;
		seqs: [from: number, to: number][];
		actionId: number | null;
	}) => void;
	/** The log begins at `firstSeq` from now on: earlier messages are gone. */
	"messages:expired": (event: { rev: number; channelId: number; firstSeq: number }) => void;
	/** Messages that were removed are there again. */
	"messages:restored": (event: { rev: number; channelId: number; messages: Message[] }) => void;
	reaction: (
		event: ChannelChange & Pick<Reaction, "emoji" | "emojiId"> & { userId: number; count: number; added: boolean },
	) => void;
	/** The voter's current options, and the votes for every option. */
	vote: (event: ChannelChange & { userId: number; options: number[]; counts: number[] }) => void;
	/** The summary of a message's thread has changed; the highest `thread.rev` counts. */
	thread: (event: { channelId: number; seq: number; thread: ThreadSummary }) => void;
	/** The user has saved a message, or removed it from the saved ones. */
	saved: (event: { channelId: number; seq: number; saved: boolean }) => void;
	/** The user's draft changed on any device; empty after it was sent or discarded. */
	draft: (event: Draft) => void;
	/** The user follows a thread from now on, or no longer. */
	follow: (event: { serverId: number; channelId: number; following: boolean }) => void;
	typing: (event: {
		channelId: number;
		userId: number;
		username: string;
		displayName: string;
		nickname?: string;
	}) => void;
	activity: (event: { serverId: number; channels: ChannelHead[] }) => void;
	read: (event: ReadMark) => void;
	reads: (event: { serverId: number; channels: ReadMark[] }) => void;
	level: (event: { serverId: number; channelId: number | null } & NotificationSettings) => void;
	membership: (event: { serverId: number; isMember: boolean; reason: MembershipReason }) => void;
	invitation: (event: { serverId: number }) => void;
	/** A sanction against the user in the server was imposed or undone. */
	sanction: (event: { serverId: number; imposed: boolean }) => void;
	/** The case of a report of the user was decided. */
	report: (event: { serverId: number }) => void;
	/** The number of open cases, to those who see the case that has changed; at most 100. */
	case: (event: { serverId: number; openCount: number }) => void;
	/** A request of the user to join the server was added, decided or withdrawn. */
	join_request: (event: { serverId: number }) => void;
	/** The number of pending requests, to those who decide; at most 100. */
	join_requests: (event: { serverId: number; pending: number }) => void;
	/** Many users join: for those who may turn raid mode on. */
	raid_alarm: (event: { serverId: number }) => void;
	"member:joined": (event: { serverId: number; user: PublicUser; memberCount: number }) => void;
	"member:left": (event: { serverId: number; userId: number; memberCount: number }) => void;
	"member:updated": (
		event: { serverId: number; user: PublicUser; roleIds: number[] } & Pick<Member, "nickname" | "status">,
	) => void;
	/** A role was given to several members at once, or taken from them. */
	"members:updated": (event: { serverId: number; members: { userId: number; roleIds: number[] }[] }) => void;
	/** The order of the groups and of the channels that the user may view. */
	layout: (event: {
		serverId: number;
		layoutRev: number;
		groups: ChannelGroup[];
		channels: Pick<Channel, "id" | "groupId" | "position">[];
	}) => void;
	"role:created": (event: { serverId: number; role: Role }) => void;
	"role:updated": (event: { serverId: number; role: Role }) => void;
	/** The role is gone from all members and overrides too. */
	"role:deleted": (event: { serverId: number; roleId: number }) => void;
	/** An emoji of the server as it is now; null after its removal. */
	emoji: (event: { serverId: number; emojiId: number; emoji: Emoji | null }) => void;
	account: (event: { user: OwnUser }) => void;
	settings: (event: { settings: AccountSettings; rev: number }) => void;
	presence: (event: { serverId: number; changes: { userId: number; status: PresenceStatus }[] }) => void;
	"server:updated": (event: {
		server: Omit<Server, "isMember" | "channels" | "joinRequirements" | keyof OwnMembership> &
			Pick<OwnMembership, "raidMode" | "freeze">;
	}) => void;
	/** What the user may do in the server or its channels has changed. */
	access: (event: { serverId: number }) => void;
	"channel:created": (event: { channel: Channel & { permissions: Permission[] } }) => void;
	"channel:updated": (event: { channel: Channel & { permissions: Permission[] } }) => void;
	"channel:deleted": (event: { serverId: number; channelId: number }) => void;
	/** The announcements of the instance are different ones. */
	announcements: (event: Record<string, never>) => void;
	/** The name or the icon of the instance has changed. */
	instance: (event: Record<string, never>) => void;
	/** For how long messages are kept has changed: by the instance, by a server or by a channel. */
	retention: (event: { serverId: number | null; channelId: number | null }) => void;
	"session:revoked": (event: Record<string, never>) => void;
	"error:too_many_sockets": (event: WireError) => void;
	draining: (event: { retryInMs: number }) => void;
};
export type ChannelSnapshot = {
	/** As of a page. */
	firstSeq?: number;
	lastSeq: number;
	lastRev: number;
	lastReadSeq: number;
	messages: Message[];
	complete: boolean;
	/** The changes go up to this revision; the client opens again for the others. Absent if these are all. */
	changedUpTo?: number;
};

export type ClientToServer = {
	"channel:open": (
		request: {
			channelId: number;
			afterSeq?: number;
			afterRev?: number;
			/** Of the changes, only those of messages from this one on. */
			firstSeq?: number;
			limit?: number;
			/** The summaries that the client knows: those that have changed since are sent as `thread`. */
			threads?: { channelId: number; rev: number }[];
		},
		ack: (answer: Ack<ChannelSnapshot>) => void,
	) => void;
	"channel:close": (request: { channelId: number }, ack: (answer: Ack) => void) => void;
	"message:send": (
		request: { channelId: number } & MessageInput,
		ack: (answer: Ack<{ message: Message }>) => void,
	) => void;
	typing: (request: { channelId: number }, ack: (answer: Ack) => void) => void;
	"presence:set": (request: { status: ChosenStatus }, ack: (answer: Ack) => void) => void;
	"presence:idle": (request: { idle: boolean }, ack: (answer: Ack) => void) => void;
};
