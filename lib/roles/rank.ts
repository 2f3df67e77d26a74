import { forbidden } from "../auth/access";
import { missingFrom } from "../auth/permissions";
import type { Actor } from "./lock";

/** Who may change whom: only what ranks below the actor. The owner ranks above everything. */

type Ranked = { name: string; position: number };
/** A member whom the actor acts on. `highestRole` is null without a role. */
export type Target = { userId: number; username: string; isOwner: boolean; rank: number; highestRole: string | null };

/** Throws `forbidden` unless the role is below the actor's highest role. */
export function requireBelow(actor: Actor, role: Ranked): void {
	if (actor.isOwner || role.position < actor.rank) return;
	throw forbidden(`The role “${role.name}” is not below your highest role, so you may not change or give it.`);
}

/** Throws `forbidden` unless the member ranks below the actor, or is the actor. */
export function requireLowerMember(actor: Actor, { userId, username, isOwner, rank, highestRole }: Target): void {
	if (actor.isOwner || userId === actor.userId) return;
	if (isOwner) throw forbidden(`@${username} owns this server. Nobody else may change what they may do.`);
	if (rank < actor.rank) return;
	throw forbidden(
		highestRole === null
			? `You need a role above @everyone to change what @${username} may do.`
			: `The highest role of @${username}, “${highestRole}”, is not below yours.`,
	);
}

/** Throws `forbidden` if a role would get, or bring, permissions that the actor does not have. */
export function requireGrantable(actor: Actor, role: { name: string }, permissions: bigint | number): void {
	const missing = missingFrom(actor.permissions, permissions);
	if (missing.length === 0) return;
	throw forbidden(`The role “${role.name}” would grant ${missing.join(", ")}, which you may not do yourself.`);
}
