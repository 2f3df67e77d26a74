import type { Permission } from "@/lib/auth/permissions";
import type { Role } from "@/lib/realtime/protocol";

/** The part of a role that its form changes. */
export type RoleDraft = Pick<Role, "name" | "colour" | "hoist" | "mentionable" | "selfAssignable" | "permissions">;

export const draftOf = ({ name, colour, hoist, mentionable, selfAssignable, permissions }: Role): RoleDraft => ({
	name,
	colour,
	hoist,
	mentionable,
	selfAssignable,
	permissions,
});

const plainFields = ["name", "colour", "hoist", "mentionable", "selfAssignable"] as const;

/** The permissions that are in exactly one of the two. */
const toggled = (one: readonly Permission[], other: readonly Permission[]): Permission[] => [
	...one.filter((name) => !other.includes(name)),
	...other.filter((name) => !one.includes(name)),
];

/** The changed fields of a draft, to send. */
export function changesOf(draft: RoleDraft, base: RoleDraft): Partial<RoleDraft> {
	const changes = Object.fromEntries(
		plainFields.filter((field) => draft[field] !== base[field]).map((field) => [field, draft[field]]),
	);
	const permissions = toggled(draft.permissions, base.permissions).length > 0 && { permissions: draft.permissions };
	return { ...changes, ...permissions };
}

/** The number of changes a user made: each switched permission counts. */
export const countChanges = (draft: RoleDraft, base: RoleDraft): number =>
	plainFields.filter((field) => draft[field] !== base[field]).length +
	toggled(draft.permissions, base.permissions).length;

/** The latest state of the role with the user's own changes on top, each permission by itself. */
export function rebased(draft: RoleDraft, base: RoleDraft, latest: RoleDraft): RoleDraft {
	const own = toggled(draft.permissions, base.permissions);
	return {
		...latest,
		...Object.fromEntries(
			plainFields.filter((field) => draft[field] !== base[field]).map((field) => [field, draft[field]]),
		),
		permissions: [
			...latest.permissions.filter((name) => !own.includes(name)),
			...own.filter((name) => draft.permissions.includes(name)),
		],
	};
}

export const withPermission = (draft: RoleDraft, name: Permission, isOn: boolean): RoleDraft => ({
	...draft,
	permissions: isOn ? [...new Set([...draft.permissions, name])] : draft.permissions.filter((other) => other !== name),
});
