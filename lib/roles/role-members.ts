import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { isOneOf } from "@/db/is-one-of";
import { memberRoles, roles } from "@/db/schema";
import { forbidden, type LoadedServer, loadServer, requirePermission, requireWriting } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { eventBatches } from "../cluster/event-batches";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { invalid } from "../errors";
import type { Member } from "../realtime/protocol";
import * as members from "../servers/member-list";
import { type Tx, transaction } from "../transaction";
import { userNotFound } from "../users/profiles";
import { type LoadedRole, roleNotFound } from "./access";
import { type Actor, lockActor } from "./lock";
import { lockTargets } from "./lock-targets";
import { requireBelow, requireGrantable, requireLowerMember, type Target } from "./rank";

/** The maximum of members to whom a role is given in one act. */
const maxAtOnce = 500;

export const Usernames = z.strictObject({
	usernames: z
		.array(z.string("Must be usernames."), "Must be a list.")
		.min(1, "Name a member.")
		.max(maxAtOnce, `Name at most ${maxAtOnce} members.`),
});

export const RoleMemberSearch = members.MemberSearch.omit({ role: true, userIds: true });

/** The members with this role, as in the list of members. */
export async function list(
	viewer: Viewer,
	role: LoadedRole,
	search: z.output<typeof RoleMemberSearch>,
): Promise<{ members: Member[]; nextCursor: string | null }> {
	return members.list(viewer, await loadServer(viewer, role.serverId, "member"), {
		...search,
		...(!role.isEveryone && { role: role.id }),
	});
}

type Act = "give" | "take";

/** Gives a role to a member, or takes it: by rank, or their own self-assignable role. Repeating it changes nothing. */
export async function changeOne(
	viewer: Viewer,
	server: Pick<LoadedServer, "id">,
	username: string,
	roleId: number | null,
	act: Act,
): Promise<void> {
	if (roleId === null) throw roleNotFound();
	await change(viewer, server.id, roleId, [username], act, () => userNotFound());
}

/** Gives a role to many members, or takes it, all or nothing. */
export async function changeMany(
	viewer: Viewer,
	role: LoadedRole,
	{ usernames }: z.output<typeof Usernames>,
	act: Act,
): Promise<void> {
	await change(viewer, role.serverId, role.id, usernames, act, (missing) =>
		invalid({ usernames: `${missing} is not a member of this server.` }),
	);
}

async function change(
	viewer: Viewer,
	serverId: number,
	roleId: number,
	usernames: string[],
	act: Act,
	notMember: (missing: string) => Error,
): Promise<void> {
	const events = await transaction(async (tx): Promise<ClusterEvent[]> => {
		const actor = await lockActor(tx, viewer, serverId);
		const [role] = await tx
			.select()
			.from(roles)
			.where(and(eq(roles.id, roleId), eq(roles.serverId, serverId)));
		if (!role) throw roleNotFound();
		const wanted = [...new Set(usernames.map((name) => name.toLowerCase()))];
		const targets = await lockTargets(tx, serverId, wanted);
		const missing = wanted.find((name) => !targets.some(({ username }) => username === name));
		if (missing !== undefined) throw notMember(missing);
		requireRole(actor, role, targets, act);
		const changed = await write(tx, act, { serverId, roleId, userIds: targets.map(({ userId }) => userId) });
		if (changed.length === 0) return [];
		const events: ClusterEvent[] = [
			{ kind: "access_changed", serverId, userIds: changed },
			...memberEvents(serverId, changed),
		];
		await emitInTransaction(tx, ...events);
		return events;
	});
	for (const event of events) await applyEvent(event);
}

/** Throws `forbidden` unless the actor may give this role to these members, or take it from them. */
function requireRole(actor: Actor, role: typeof roles.$inferSelect, targets: Target[], act: Act): void {
	if (role.isEveryone) throw forbidden("Every member has the role @everyone.");
	const isOwn = targets.every(({ userId }) => userId === actor.userId);
	if (isOwn && role.selfAssignable) {
		requireWriting(actor);
		return;
	}
	requirePermission(actor, "manage_roles");
	requireBelow(actor, role);
	if (act === "give") requireGrantable(actor, role, role.permissions);
	for (const target of targets) requireLowerMember(actor, target);
}

/** Writes the change, and returns the members for whom it is one. */
async function write(
	tx: Tx,
	act: Act,
	{ serverId, roleId, userIds }: { serverId: number; roleId: number; userIds: number[] },
): Promise<number[]> {
	const { userId } = memberRoles;
	const rows =
		act === "give"
			? await tx
					.insert(memberRoles)
					.values(userIds.map((userId) => ({ serverId, roleId, userId })))
					.onConflictDoNothing()
					.returning({ userId })
			: await tx
					.delete(memberRoles)
					.where(and(eq(memberRoles.roleId, roleId), isOneOf(userId, userIds)))
					.returning({ userId });
	return rows.map((row) => row.userId);
}

const memberEvents = (serverId: number, members: number[]): ClusterEvent[] =>
	eventBatches(members).map((userIds) => ({ kind: "member_roles_changed", serverId, userIds }));
