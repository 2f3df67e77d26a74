import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { memberships } from "@/db/schema";
import { type LoadedServer, requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { type Recorded, recordMatches } from "../automod/matches";
import { screenMemberText } from "../automod/screen";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { writeAudit } from "../moderation/audit";
import { appState } from "../process/app-state";
import { lockActor } from "../roles/lock";
import { lockTargets } from "../roles/lock-targets";
import { requireLowerMember } from "../roles/rank";
import { rejectConfusableNickname } from "../text/confusables";
import { line } from "../text/schema";
import { transaction } from "../transaction";
import { userNotFound } from "../users/profiles";

export const NewNickname = z.strictObject({ nickname: line(1, 32).nullable() });

/**
 * Sets or removes the nickname of a member: their own with `change_nickname`, that of a member of lower rank with
 * `manage_nicknames`, which the audit log keeps. The same nickname again changes nothing.
 *
 * The membership is locked as the append of a message locks it, so a message carries the nickname as of its place.
 */
export async function setNickname(
	viewer: Viewer,
	server: LoadedServer,
	username: string,
	{ nickname }: z.output<typeof NewNickname>,
): Promise<void> {
	const { id: serverId } = server;
	if (!includes(server.permissions, "manage_nicknames")) requirePermission(server, "change_nickname");
	const matches = nickname === null ? [] : await screenMemberText(viewer, serverId, nickname);
	let recorded: Recorded[] = [];
	const event = await transaction(async (tx): Promise<ClusterEvent | null> => {
		const isOwn = username.toLowerCase() === viewer.username;
		const actor = await lockActor(tx, viewer, serverId, isOwn ? "change_nickname" : "manage_nicknames");
		const [member] = await lockTargets(tx, serverId, [username.toLowerCase()]);
		if (!member) throw userNotFound();
		requireLowerMember(actor, member);
		if (member.nickname === nickname) return null;
		const { userId } = member;
		const isOf = { serverId, userId };
		if (nickname !== null) await rejectConfusableNickname(tx, isOf, nickname);
		await tx
			.update(memberships)
			.set({ nickname })
			.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, userId)));
		recorded = await recordMatches(tx, matches, null);
		if (!isOwn) {
			const change = { before: member.nickname, after: nickname };
			const entry = { serverId, actorId: viewer.id, subjectId: userId };
			await writeAudit(tx, { ...entry, action: "nickname", nickname: change });
		}
		const changed: ClusterEvent = { kind: "nickname_changed", ...isOf };
		await emitInTransaction(tx, changed);
		return changed;
	});
	if (event) await applyEvent(event);
	appState().matchQueue.add(recorded);
}
