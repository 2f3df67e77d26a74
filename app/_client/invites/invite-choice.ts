import type { Invite } from "@/lib/realtime/protocol";

/** The settings of an invite link as its maker chooses them; null is without a limit. */
export type InviteChoice = {
	expiresInSeconds: number | null;
	maxUses: number | null;
	/** The channel that new members see first; null leaves it to the server. */
	channelId: number | null;
	roleIds: readonly number[];
	needsApproval: boolean;
	/** The only users who may use it, as typed; empty for everybody. */
	usernames: string;
};

export const expiryChoices = [
	{ name: "halfHour", seconds: 1800 },
	{ name: "day", seconds: 86_400 },
	{ name: "week", seconds: 604_800 },
	{ name: "never", seconds: null },
] as const;
export const useChoices = [1, 5, 25, null] as const;
export const maxInviteRoles = 20;
export const maxUsernames = 200;

/** A plain link: approval as the server asks for it, and nothing else. */
export const plainChoice = (needsApproval: boolean): InviteChoice => ({
	expiresInSeconds: 604_800,
	maxUses: null,
	channelId: null,
	roleIds: [],
	needsApproval,
	usernames: "",
});

/** The names in a typed list, each once: separated by commas, spaces or lines, with or without an @. */
export const usernamesIn = (text: string): string[] => [
	...new Set(
		text
			.split(/[\s,;、，]+/)
			.map((name) => name.replace(/^@/, "").toLowerCase())
			.filter((name) => name !== ""),
	),
];

/** The first of these that cannot be a username, or undefined. */
export const wrongUsername = (names: readonly string[]): string | undefined =>
	names.find((name) => !/^[a-z0-9_.]{2,32}$/.test(name));

/**
 * The body that makes this invite. Approval as the server asks for it is left out, so that the link follows the server
 * when it changes its mind.
 */
export function newInvite(choice: InviteChoice, serverNeedsApproval: boolean) {
	const { expiresInSeconds, maxUses, channelId, roleIds, needsApproval } = choice;
	const names = usernamesIn(choice.usernames);
	return {
		expiresInSeconds,
		maxUses,
		channelId,
		roleIds,
		...(needsApproval !== serverNeedsApproval && { needsApproval }),
		...(names.length > 0 && { onlyUsernames: names }),
	};
}

type Wanted = { creatorId: number; needsApproval: boolean; expiresInSeconds: number | null };

/**
 * A living invite of the user that serves as well as a new plain one: it lets in the same users in the same way, without
 * a limit of uses, and has most of its time left. So opening the dialog often does not leave many links behind.
 */
export function reusableInvite(invites: readonly Invite[], wanted: Wanted, now: number): Invite | undefined {
	const { expiresInSeconds } = wanted;
	return invites.find(({ creator, channelId, maxUses, expiresAt, roleIds, needsApproval, onlyUsernames }) => {
		const isPlain = maxUses === null && channelId === null && roleIds.length === 0 && onlyUsernames === null;
		if (!isPlain || creator.id !== wanted.creatorId || needsApproval !== wanted.needsApproval) return false;
		if (expiresInSeconds === null || expiresAt === null) return expiresInSeconds === null && expiresAt === null;
		const leftSeconds = (Date.parse(expiresAt) - now) / 1000;
		return leftSeconds > expiresInSeconds * 0.9 && leftSeconds <= expiresInSeconds;
	});
}
