import { and, count, desc, eq } from "drizzle-orm";
import { invites, joinRequests, servers } from "@/db/schema";
import { forbidden, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import { consume } from "../http/rate-limits";
import { endOfInvite, inviteEnded } from "../invites/load";
import { requireNotBanned } from "../moderation/ban-check";
import type { OwnJoinRequest } from "../realtime/protocol";
import { type JoinForm, requirementsNotMet } from "../servers/join-requirements";
import { type Tx, transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import { own } from "./own";

const maxPending = 100;
/** How long a user waits after a refusal before asking again. */
const cooldownMs = 86_400_000;

/**
 * Asks to join a server where a join must be approved. A pending request is returned unchanged. Throws
 * `join_requirements_not_met` if the server's question is not answered, `rate_limited` within a day of a refusal,
 * `banned`, and `forbidden` above 100 pending requests.
 */
export async function ask(
	viewer: Viewer,
	serverId: number,
	{ answer, acceptRules }: JoinForm,
	inviteId: number | null = null,
): Promise<OwnJoinRequest> {
	await consume("joinRequests", viewer.id);
	const { id, notice } = await transaction(async (tx) => {
		await lockAccount(tx, viewer.id);
		const question = await lockQuestion(tx, serverId);
		await requireNotBanned(tx, serverId, viewer.id);
		const latest = await latestOf(tx, viewer, serverId);
		if (latest?.state === "pending") return { id: latest.id, notice: null };
		if (latest?.state === "refused") requireCooldown(latest.decidedAt);
		if (inviteId !== null) await requireLiving(tx, inviteId);
		if (question && answer === "") throw requirementsNotMet({ answer: "Answer the question of this server." });
		await boundPending(tx, viewer);
		const [row] = await tx
			.insert(joinRequests)
			.values({ serverId, userId: viewer.id, answer, acceptedRules: acceptRules ?? null, inviteId })
			.returning({ id: joinRequests.id });
		const notice: ClusterEvent = { kind: "join_requests_changed", serverId, userIds: [viewer.id] };
		await emitInTransaction(tx, notice);
		return { id: row?.id ?? 0, notice };
	});
	if (notice) await applyEvent(notice);
	return own(id);
}

/** The server's row is locked, so that a request follows or precedes a change of its requirements. */
async function lockQuestion(tx: Tx, serverId: number): Promise<string> {
	const [server] = await tx
		.select({ joinRequirements: servers.joinRequirements })
		.from(servers)
		.where(eq(servers.id, serverId))
		.for("no key update");
	if (!server) throw serverNotFound();
	return server.joinRequirements.question;
}

async function latestOf(tx: Tx, viewer: Viewer, serverId: number) {
	const [row] = await tx
		.select({ id: joinRequests.id, state: joinRequests.state, decidedAt: joinRequests.decidedAt })
		.from(joinRequests)
		.where(and(eq(joinRequests.serverId, serverId), eq(joinRequests.userId, viewer.id)))
		.orderBy(desc(joinRequests.id))
		.limit(1);
	return row;
}

function requireCooldown(refusedAt: Date | null): void {
	const retryAfterMs = (refusedAt?.getTime() ?? 0) + cooldownMs - Date.now();
	if (retryAfterMs > 0)
		throw new AppError("rate_limited", "Your request was refused. Ask again tomorrow.", { retryAfterMs });
}

async function requireLiving(tx: Tx, inviteId: number): Promise<void> {
	const [row] = await tx
		.select({ end: endOfInvite })
		.from(invites)
		.innerJoin(servers, eq(servers.id, invites.serverId))
		.where(eq(invites.id, inviteId))
		.for("share", { of: invites });
	if (row?.end !== null) throw inviteEnded(row?.end ?? "revoked");
}

async function boundPending(tx: Tx, viewer: Viewer): Promise<void> {
	const [row] = await tx
		.select({ n: count() })
		.from(joinRequests)
		.where(and(eq(joinRequests.userId, viewer.id), eq(joinRequests.state, "pending")));
	if (row && row.n >= maxPending) throw forbidden(`You have ${maxPending} pending requests. Withdraw one first.`);
}
