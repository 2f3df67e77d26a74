import type { InvitedServer, Server } from "./server-types";
import type { Author, PublicUser } from "./user-types";

/** The shapes of invites and requests to join, as part of protocol.ts. */

/** An invite as those see it who may manage it. */
export type Invite = {
	code: string;
	channelId: number | null;
	creator: Author;
	roleIds: number[];
	maxUses: number | null;
	uses: number;
	expiresAt: string | null;
	needsApproval: boolean;
	onlyUsernames: string[] | null;
	createdAt: string;
};
export type InviteEnd = "revoked" | "expired" | "used_up" | "paused";
/** What an invite shows to those who have its link. */
export type InvitePreview = {
	server: InvitedServer & Pick<Server, "bannerUrl"> & { onlineCount: number };
	channelName: string | null;
	inviter: Author | null;
	expiresAt: string | null;
	needsApproval: boolean;
	question: string;
	rules: string[];
	rulesVersion: number;
	isMember: boolean;
};

export type JoinRequestState = "pending" | "approved" | "refused" | "withdrawn";
/** A request to join, as its user sees it. */
export type OwnJoinRequest = {
	server: InvitedServer;
	state: JoinRequestState;
	answer: string;
	reason: string | null;
	createdAt: string;
	decidedAt: string | null;
};
/** A request to join, as those see it who decide. */
export type JoinRequest = Omit<OwnJoinRequest, "server"> & {
	id: number;
	user: PublicUser;
	throughInvite: boolean;
	decidedBy: Author | null;
};

/** A code with which users register where nobody else may, as administrators see it. */
/** The work that a registration must prove: the number that makes `hash` with `salt`. */
export type Challenge = {
	algorithm: "SHA-256";
	salt: string;
	hash: string;
	maxNumber: number;
	signature: string;
	expiresAt: string;
};

export type RegistrationCode = {
	id: number;
	code: string;
	note: string;
	maxUses: number | null;
	uses: number;
	expiresAt: string | null;
	createdAt: string;
	/** Null if their account is gone. */
	creator: Author | null;
};
/** A step that an account awaits before it can be used: its user opens a link, or an administrator approves it. */
export type AwaitedStep = "email" | "approval";
export type WaitingAccount = {
	id: number;
	username: string;
	displayName: string;
	email: string | null;
	createdAt: string;
	awaits: AwaitedStep[];
};
