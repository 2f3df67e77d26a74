import type { Invite } from "@/lib/realtime/protocol";

/** The settings of an invite link that its maker chooses; null is without a limit. */
export type InviteChoice = { expiresInSeconds: number | null; maxUses: number | null };

export const expiryChoices = [
	{ name: "halfHour", seconds: 1800 },
	{ name: "day", seconds: 86_400 },
	{ name: "week", seconds: 604_800 },
	{ name: "never", seconds: null },
] as const;
export const useChoices = [1, 5, 25, null] as const;
export const defaultChoice: InviteChoice = { expiresInSeconds: 604_800, maxUses: null };

type Wanted = InviteChoice & { creatorId: number };

/**
 * A living invite of the user that serves as well as a new one: without a limit of uses, and with most of its time left.
 * So opening the dialog often does not leave many links behind.
 */
export function reusableInvite(invites: readonly Invite[], wanted: Wanted, now: number): Invite | undefined {
	if (wanted.maxUses !== null) return undefined;
	const { expiresInSeconds } = wanted;
	return invites.find(({ creator, channelId, maxUses, expiresAt, roleIds, onlyUsernames }) => {
		const isPlain = maxUses === null && channelId === null && roleIds.length === 0 && onlyUsernames === null;
		if (!isPlain || creator.id !== wanted.creatorId) return false;
		if (expiresInSeconds === null || expiresAt === null) return expiresInSeconds === null && expiresAt === null;
		const leftSeconds = (Date.parse(expiresAt) - now) / 1000;
		return leftSeconds > expiresInSeconds * 0.9 && leftSeconds <= expiresInSeconds;
	});
}
