import type { JoinRequirements, RaidWatch } from "@/db/schema";
import type { AppError } from "../errors";
import type { Tx } from "../transaction";

/** How users enter a server: as its public, by invitation, through an invite, or by approval. */
export type Entrance = {
	/**
	 * Why some of these users may not enter. All rows that the decision depends on are locked, the server's included; the
	 * others do enter.
	 */
	refuse: (tx: Tx, server: EnteredServer, entering: Entering[]) => Promise<Map<number, AppError>>;
	/** Runs in the same transaction once these users are members. Returns those of them who have got roles. */
	entered?: (tx: Tx, entering: Entering[]) => Promise<number[]>;
	alreadyMember: () => AppError;
	/** A member has approved the join already. */
	isApproved?: boolean;
	/** Whether it depends on roles or gives some. */
	locksRoles?: boolean;
};
export type Join = {
	kind: "join";
	userId: number;
	entrance: Entrance;
	/** The version of the rules that the user accepts. */
	acceptRules?: number | null | undefined;
	/** The invite that they come through. */
	inviteId?: number | null;
	/** The approved request, and who approves it. */
	request?: { id: number; approverId: number };
};
export type MembershipChange = Join | { kind: "leave"; userId: number };
/** A user who would join, with their account. */
export type Entering = Join & { account: Account };

/** The server as it is when users enter it; its row is locked. */
export type EnteredServer = {
	id: number;
	visibility: string;
	owner: { id: number; displayName: string; username: string; nickname: string | null };
	memberCount: number;
	joinRequirements: JoinRequirements;
	/** The channel that announces new members. */
	joinedChannelId: number | null;
	rulesVersion: number;
	/** An administrator has frozen it. */
	isFrozen: boolean;
	/** How raid mode treats joins; null while it is off. */
	raidJoins: "closed" | "approval" | "open" | null;
	/** Those who join in raid mode do so at this time or later. */
	raidSince: Date | null;
	/** How long it still lasts. */
	raidForMs: number | null;
	raidWatch: RaidWatch;
	now: Date;
};
/** The account of a user who would join, which is locked. */
export type Account = { id: number; displayName: string; username: string; createdAt: Date };
