import type { Permission } from "@/lib/auth/permissions";
import type { Author, Override } from "@/lib/realtime/protocol";

export type OverrideState = "allow" | "inherit" | "deny";

/** An override that is being edited, of a role or of a user. */
export type OverrideDraft = {
	key: string;
	roleId: number | null;
	user: Author | null;
	allow: readonly Permission[];
	deny: readonly Permission[];
};

export const keyOf = ({ roleId, user }: Pick<OverrideDraft, "roleId" | "user">): string =>
	roleId === null ? `user ${user?.username}` : `role ${roleId}`;

export const draftsOf = (overrides: readonly Override[]): OverrideDraft[] =>
	overrides.map((override) => ({ ...override, key: keyOf(override) }));

export const stateOf = (
	{ allow, deny }: Pick<OverrideDraft, "allow" | "deny">,
	permission: Permission,
): OverrideState => (allow.includes(permission) ? "allow" : deny.includes(permission) ? "deny" : "inherit");

export function withState(draft: OverrideDraft, permission: Permission, state: OverrideState): OverrideDraft {
	const allow = draft.allow.filter((one) => one !== permission);
	const deny = draft.deny.filter((one) => one !== permission);
	if (state === "allow") allow.push(permission);
	if (state === "deny") deny.push(permission);
	return { ...draft, allow, deny };
}

type Input = { allow: readonly Permission[]; deny: readonly Permission[] } & (
	| { roleId: number }
	| { username: string }
);

/** The overrides to send: those that neither allow nor deny anything are left out. */
export const inputOf = (drafts: readonly OverrideDraft[]): Input[] =>
	drafts.flatMap(({ roleId, user, allow, deny }): Input[] => {
		if (allow.length + deny.length === 0) return [];
		if (roleId !== null) return [{ roleId, allow, deny }];
		return user ? [{ username: user.username, allow, deny }] : [];
	});

/** Whether two sets of overrides allow and deny the same. */
export function isSame(one: readonly OverrideDraft[], other: readonly OverrideDraft[]): boolean {
	const listed = (drafts: readonly OverrideDraft[]) =>
		drafts
			.filter(({ allow, deny }) => allow.length + deny.length > 0)
			.map(({ key, allow, deny }) => `${key}: ${allow.toSorted()} / ${deny.toSorted()}`)
			.sort()
			.join("\n");
	return listed(one) === listed(other);
}
