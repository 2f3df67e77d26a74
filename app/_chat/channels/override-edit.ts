import type { Overrides } from "@/lib/realtime/protocol";
import { draftsOf, inputOf, isSame, type OverrideDraft, stateOf, withState } from "./override-draft";

/** An edit of overrides, of the state that was shown when it began. */
export type OverrideEdit = { base: Overrides; drafts: OverrideDraft[]; follows: boolean };

export const editOf = (base: Overrides): OverrideEdit => ({
	base,
	drafts: draftsOf(base.overrides),
	follows: base.follows ?? false,
});

/** Whether saving it would change something. */
export function isChanged({ base, drafts, follows }: OverrideEdit): boolean {
	const was = editOf(base);
	return follows !== was.follows || (!follows && !isSame(drafts, was.drafts));
}

/** The request that saves an edit. The server refuses it if somebody else has changed the base meanwhile. */
export const requestOf = (path: string, { base, drafts, follows }: OverrideEdit) => ({
	path: follows ? `${path}/follow` : path,
	body: follows ? undefined : { overrides: inputOf(drafts) },
	headers: { "if-match": `"${base.revision}"` },
});

/**
 * The latest state with the user's own changes on top, each permission of each role and person by itself. Roles that
 * are gone stay gone.
 */
export function rebased(edit: OverrideEdit, latest: Overrides, isRole: (id: number) => boolean): OverrideEdit {
	const was = editOf(edit.base);
	const now = editOf(latest);
	const isOwn = !isSame(edit.drafts, was.drafts);
	// A channel that is to follow its group has no changes of its own to keep.
	if (edit.follows) return { ...now, follows: edit.follows !== was.follows || now.follows };
	const drafts = [...now.drafts];
	for (const { key, ...subject } of [...was.drafts, ...edit.drafts]) {
		if (subject.roleId !== null && !isRole(subject.roleId)) continue;
		const before = was.drafts.find((one) => one.key === key) ?? { allow: [], deny: [] };
		const own = edit.drafts.find((one) => one.key === key) ?? { allow: [], deny: [] };
		const at = drafts.findIndex((one) => one.key === key);
		const touched = [...before.allow, ...before.deny, ...own.allow, ...own.deny];
		const changes = touched.filter((permission) => stateOf(own, permission) !== stateOf(before, permission));
		const start = drafts[at] ?? { ...subject, key, allow: [], deny: [] };
		const next = changes.reduce((draft, name) => withState(draft, name, stateOf(own, name)), start);
		if (at >= 0) drafts[at] = next;
		else if (changes.length > 0) drafts.push(next);
	}
	return { base: latest, drafts, follows: now.follows && !isOwn && edit.follows === was.follows };
}
