import type { Permission } from "../auth/permissions";
import type { RoleColour } from "./role-colour";
import type { Author, CustomStatus, PresenceStatus, PublicUser } from "./user-types";

/** The shapes of servers, channels, roles and members, as part of protocol.ts. */

export type { Permission, RoleColour };
export type Role = {
	id: number;
	name: string;
	/** Its name in a mention. */
	handle: string;
	colour: RoleColour | null;
	/** A higher position ranks higher; @everyone is at 0. */
	position: number;
	hoist: boolean;
	mentionable: boolean;
	selfAssignable: boolean;
	everyone: boolean;
	permissions: Permission[];
	memberCount: number;
	updatedAt: string;
};

/** What a role or a user is allowed and denied in a place; one of `roleId` and `user` is set. */
export type Override = {
	roleId: number | null;
	user: (PublicUser & Pick<Author, "nickname">) | null;
	allow: Permission[];
	deny: Permission[];
};
/** `follows`: a channel has these overrides from its group. `revision` names this state of them. */
export type Overrides = { overrides: Override[]; follows?: boolean; revision: string };
/** The rule that decided about a permission. */
export type PermissionReason = {
	permission: Permission;
	allowed: boolean;
	rule:
		| "owner"
		| "administrator"
		| "everyone"
		| "role"
		| "override"
		| "timed_out"
		| "rules"
		| "raid_mode"
		| "second_factor"
		| "archived"
		| "frozen"
		| "default";
	/** The role that the rule is about. An override without it is the member's own. */
	roleId?: number;
	/** Where an override is set. */
	from?: "channel" | "group";
};
export type PermissionPreview = Pick<OwnMembership, "permissions" | "groupPermissions"> & {
	channels: { id: number; permissions: Permission[] }[];
};

export type Visibility = "public" | "private";
export type Category = { id: number; slug: string; name: string; description: string; serverCount: number };

/** A heading that channels are listed under. */
export type ChannelGroup = { id: number; name: string; position: number };
export type Channel = {
	id: number;
	serverId: number;
	kind: "text";
	name: string;
	topic: string;
	private: boolean;
	groupId: number | null;
	position: number;
	archivedAt: string | null;
	/** The least time between two messages of a member; 0 without slow mode. */
	slowModeSeconds: number;
	createdAt: string;
};
export type NotificationLevel = "all" | "mentions" | "nothing";
/** Null inherits: a channel from its server, a server from the defaults (mentions, not muted). */
export type NotificationSettings = { level: NotificationLevel | null; mutedUntil: string | null };
/** A channel as a member sees it: with their permissions, heads and read state. */
export type MemberChannel = Channel &
	NotificationSettings & {
		permissions: Permission[];
		lastSeq: number;
		lastRev: number;
		lastReadSeq: number;
		mentionCount: number;
		/** The messages up to its head, and up to the read marker, that do not count as unread; absent if there are none. */
		lastUncounted?: number;
		readUncounted?: number;
	};
/** A thread that the viewer follows. `excerpt` is the beginning of its parent message. */
export type MemberThread = {
	channelId: number;
	parentId: number;
	parentSeq: number;
	excerpt: string;
	lastSeq: number;
	lastReadSeq: number;
	mentionCount: number;
};

/** What a server requires of those who join it. */
export type JoinRequirements = { approval: boolean; question: string; rules: string[]; minAccountMinutes: number };

/** The events that a server announces by system messages. */
export type SystemMessageSettings = {
	/** The channel that announces new members, if the viewer sees it. */
	joinedChannelId: number | null;
	pinned: boolean;
	renamed: boolean;
	/** Whether they count as unread. */
	unread: boolean;
};

/** Raid mode while it is on. Members who have joined since `since` are newcomers. */
export type RaidMode = {
	since: string;
	until: string;
	joins: "closed" | "approval" | "open";
	newcomersMay: "read" | "talk";
	slowModeSeconds: number;
};
/** Notices `joins` in `minutes`. */
export type RaidWatch = { joins: number; minutes: number; action: "off" | "notify" | "activate" };
/** Many joins that the watch has noticed: since when, and how many. */
export type RaidAlarm = { since: string; joins: number };

/** What an administrator of the instance has done to a server: since when, and why. */
export type ServerRestriction = { since: string; reason: string };

export type Server = {
	id: number;
	name: string;
	description: string;
	category: Pick<Category, "id" | "slug" | "name">;
	visibility: Visibility;
	iconUrl: string | null;
	bannerUrl: string | null;
	memberCount: number;
	ownerId: number;
	createdAt: string;
	isMember: boolean;
	/** Its name in an address. */
	slug: string | null;
	/** The channel that a new member sees first. */
	welcomeChannelId: number | null;
	/** Rises with every change of the rules. */
	rulesVersion: number;
	/** Whether joining needs approval. */
	needsApproval: boolean;
	joinRequirements?: JoinRequirements;
	/** Only for those who manage the server. */
	systemMessages?: SystemMessageSettings;
	/** An administrator has hidden it from Explore. Only for those who manage the server. */
	delisting?: ServerRestriction;
	channels?: (Channel | MemberChannel)[];
} & Partial<OwnMembership>;
/** What a server shows its members besides: their own settings, roles and permissions, and its layout. */
export type OwnMembership = NotificationSettings & {
	permissions: Permission[];
	roleIds: number[];
	/** Whether they have accepted the rules; otherwise they may only read. */
	rulesAccepted: boolean;
	/** Whether the server requires a second factor for some permissions, and those that they lack without one. */
	requiresSecondFactor: boolean;
	withheldPermissions: Permission[];
	/** Null while it is off. It ends by the clock. */
	raidMode: RaidMode | null;
	/** Everybody may only read while the server is frozen. */
	freeze: ServerRestriction | null;
	layoutRev: number;
	groups: ChannelGroup[];
	/** Their permissions in the groups where they are not those in the server. */
	groupPermissions: { id: number; permissions: Permission[] }[];
	/** The open cases that they may decide, at most 100; only for those who handle reports. */
	openCaseCount?: number;
	/** The pending requests to join, at most 100; only for those who decide. */
	pendingRequestCount?: number;
};
export type MemberServer = Omit<Server, "channels" | keyof OwnMembership> &
	OwnMembership & { channels: MemberChannel[]; threads: MemberThread[]; moreThreads?: number | undefined };

/** The server as an invitation shows it. */
export type InvitedServer = Pick<Server, "id" | "name" | "description" | "iconUrl" | "memberCount">;
export type Invitation = { server: InvitedServer; invitedBy: PublicUser; createdAt: string };

export type MembershipRole = "owner" | "member";
export type Membership = { isMember: boolean; role: MembershipRole | null; joinedAt: string | null };

export type Member = {
	user: PublicUser;
	nickname: string | null;
	/** The ids of their roles besides @everyone. */
	roles: number[];
	isOwner: boolean;
	joinedAt: string;
	presence: PresenceStatus;
	status: CustomStatus | null;
	/** Only for those who may time out members. */
	timedOutUntil?: string | null;
	/** The day, in UTC, on which they last used Hearth. Only for those who may kick members. */
	lastSeen?: string | null;
};
