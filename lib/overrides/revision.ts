import { createHash } from "node:crypto";
import { AppError } from "../errors";
import { namesState } from "../http/if-match";
import type { Subject } from "./subjects";

/** Whose overrides apply in a channel or group: its own, or those of the group that the channel follows. */
export type Source = { groupId: number | null; follows: boolean };

/**
 * Names a state of overrides by its content, so that no act that changes them, anywhere, can forget to count. A state
 * that comes back has its name back: an edit of it is up to date again.
 */
export function revisionOf({ groupId, follows }: Source, overrides: readonly Subject[]): string {
	const listed = overrides.map(({ roleId, userId, allow, deny }) => `${roleId} ${userId} ${allow} ${deny}`).sort();
	return createHash("sha256")
		.update([`${groupId} ${follows}`, ...listed].join("\n"))
		.digest("base64url")
		.slice(0, 22);
}

/** Throws `conflict` if the change is based on another state. Call it with the server's roles locked. */
export function requireRevision(ifMatch: string | null, source: Source, overrides: readonly Subject[]): void {
	if (ifMatch !== null && !namesState(ifMatch, revisionOf(source, overrides)))
		throw new AppError("conflict", "Somebody else has changed these overrides meanwhile.");
}
