import type { InviteEnd } from "@/lib/realtime/protocol";

const ends: readonly (string | undefined)[] = ["revoked", "expired", "used_up", "paused"] satisfies InviteEnd[];

/** The reason why an invite has ended. One that this version does not know is shown as expired. */
export const inviteEndOf = (reason: string | undefined): InviteEnd =>
	ends.includes(reason) ? (reason as InviteEnd) : "expired";
