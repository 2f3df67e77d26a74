import { and, eq, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db";
import {
	accountExports,
	attachments,
	blocks,
	channelLevels,
	drafts,
	emailTokens,
	follows,
	heldUsernames,
	identities,
	invitations,
	joinRequests,
	memberships,
	mentions,
	passkeyChallenges,
	passkeys,
	pictures,
	reads,
	recoveryCodes,
	saved,
	servers,
	sessions,
	signInTickets,
	slowModeState,
	totp,
	users,
} from "@/db/schema";
import { deleteFiles } from "../attachments/delete-files";
import { revokeOthers } from "../auth/sessions";
import { eventBatches } from "../cluster/event-batches";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { changeMembership } from "../servers/membership-queue";
import { deletedName } from "../text/confusables";
import { type Tx, transaction } from "../transaction";
import { renameInInvites } from "../users/change-username";
import { hold } from "../users/held-usernames";
import { lockAccount } from "../users/lock-account";
import { eraseMessages } from "./erase-messages";

/** Nobody can register a username that begins with an underscore. */
const usernameOf = (userId: number) => `_deleted_${userId}`;

/**
 * Deletes an account whose time is over: the account itself in one transaction, then its memberships, then its messages if
 * the user wanted it. Each step can be repeated, and one that was interrupted goes on where it was.
 */
export async function eraseAccount(userId: number, signal: AbortSignal): Promise<void> {
	await closeAccount(userId);
	const [account] = await db
		.select({ kind: users.kind, alsoMessages: users.deletesMessages })
		.from(users)
		.where(eq(users.id, userId));
	if (account?.kind !== "deleted") return;
	const joined = await db
		.select({ serverId: memberships.serverId })
		.from(memberships)
		.where(eq(memberships.userId, userId));
	for (const { serverId } of joined) {
		if (signal.aborted) return;
		await changeMembership(serverId, { kind: "leave", userId });
	}
	if (account.alsoMessages) await eraseMessages(userId, signal);
}

/** Makes the account a deleted one if its time is over. Nothing of the user but their messages is kept under it. */
async function closeAccount(userId: number): Promise<void> {
	const closed = await transaction(async (tx) => {
		await lockAccount(tx, userId);
		const [due] = await tx
			.select({ username: users.username })
			.from(users)
			.where(and(eq(users.id, userId), eq(users.kind, "person"), sql`${users.deletesAt} <= now()`));
		if (!due) return null;
		const [owned] = await tx.select({ id: servers.id }).from(servers).where(eq(servers.ownerId, userId)).limit(1);
		if (owned) throw new Error(`The account owns server ${owned.id}, which nobody else could manage.`);
		const events = await revokeOthers(tx, userId, null);
		await tx.update(users).set(blank(userId)).where(eq(users.id, userId));
		await tx.update(heldUsernames).set({ userId: null }).where(eq(heldUsernames.userId, userId));
		await hold(tx, due.username, null);
		await renameInInvites(tx, due.username, usernameOf(userId));
		const files = await deleteBelongings(tx, userId);
		const announced = [...(await eventsOfName(tx, userId)), ...(await withdrawRequests(tx, userId))];
		await emitInTransaction(tx, ...announced);
		return { files, events: [...events, ...announced] };
	});
	if (!closed) return;
	deleteFiles(closed.files);
	for (const event of closed.events) await applyEvent(event);
}

const blank = (userId: number) => ({
	kind: "deleted" as const,
	username: usernameOf(userId),
	displayName: deletedName,
	bio: "",
	pronouns: "",
	links: [],
	timeZone: null,
	email: null,
	emailVerifiedAt: null,
	pendingEmail: null,
	avatarUrl: null,
	passwordHash: null,
	statusText: "",
	statusEmoji: null,
	statusUntil: null,
	presence: "online" as const,
	keywords: [],
	settings: {},
	lastSeenDay: null,
	usernameChangedAt: null,
	isAdmin: false,
	suspendedAt: null,
	suspendedUntil: null,
	suspensionReason: null,
	deletedByAdmin: false,
});

/** Tables whose rows of the user go with the account. */
const belongings = [
	emailTokens,
	drafts,
	saved,
	follows,
	channelLevels,
	reads,
	mentions,
	blocks,
	slowModeState,
	accountExports,
	passkeyChallenges,
	passkeys,
	recoveryCodes,
	signInTickets,
	totp,
	identities,
	sessions,
];

/** Deletes what only the user has, and returns the keys of its files. */
async function deleteBelongings(tx: Tx, userId: number): Promise<string[]> {
	const archives = await tx
		.select({ key: accountExports.key })
		.from(accountExports)
		.where(eq(accountExports.userId, userId));
	for (const table of belongings) await tx.delete(table).where(eq(table.userId, userId));
	const avatars = await tx.delete(pictures).where(eq(pictures.userId, userId)).returning({ key: pictures.key });
	const unsent = await tx
		.delete(attachments)
		.where(and(eq(attachments.uploaderId, userId), isNull(attachments.seq)))
		.returning({ key: attachments.key });
	return [...archives, ...avatars, ...unsent].flatMap(({ key }) => key ?? []);
}

/** The events with which members of the user's servers receive the new name. */
async function eventsOfName(tx: Tx, userId: number): Promise<ClusterEvent[]> {
	const joined = await tx
		.select({ serverId: memberships.serverId })
		.from(memberships)
		.where(eq(memberships.userId, userId))
		.orderBy(memberships.serverId);
	const batches = eventBatches(joined.map(({ serverId }) => serverId));
	return [
		{ kind: "keywords_changed", userId },
		...batches.map((serverIds): ClusterEvent => ({ kind: "account_deleted", userId, serverIds })),
	];
}

/** Withdraws the user's join requests and invitations, and returns the events of these requests. */
async function withdrawRequests(tx: Tx, userId: number): Promise<ClusterEvent[]> {
	await tx.delete(invitations).where(or(eq(invitations.userId, userId), eq(invitations.invitedBy, userId)));
	const withdrawn = await tx
		.delete(joinRequests)
		.where(eq(joinRequests.userId, userId))
		.returning({ serverId: joinRequests.serverId, state: joinRequests.state });
	return withdrawn
		.filter(({ state }) => state === "pending")
		.map(({ serverId }) => ({ kind: "join_requests_changed", serverId, userIds: [userId] }));
}
