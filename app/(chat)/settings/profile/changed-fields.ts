import type { ProfileLink } from "@/lib/realtime/protocol";
import { cleanLinks } from "./profile-links";

/** The fields that saving would change. The order of a link's own fields, which the database chooses, is no change. */
export function changedFields<Draft extends { links: ProfileLink[] }>(draft: Draft, before: Draft): Partial<Draft> {
	const cleaned = { ...draft, links: cleanLinks(draft.links) };
	const known = { ...before, links: cleanLinks(before.links) };
	const changed = Object.entries(cleaned).filter(
		([field, value]) => JSON.stringify(value) !== JSON.stringify(known[field as keyof Draft]),
	);
	return Object.fromEntries(changed) as Partial<Draft>;
}
