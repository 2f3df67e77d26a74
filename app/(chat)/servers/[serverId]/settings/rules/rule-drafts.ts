export const maxRules = 16;
export const maxRuleLength = 300;

/** A rule while it is edited; its key stays the same when others are moved or removed. */
export type RuleDraft = { key: number; text: string };

export const draftsOf = (rules: readonly string[]): RuleDraft[] => rules.map((text, key) => ({ key, text }));

/** The rules to save: those with text. */
export const rulesIn = (drafts: readonly RuleDraft[]): string[] =>
	drafts.map(({ text }) => text.trim()).filter((text) => text !== "");

export const addRule = (drafts: readonly RuleDraft[]): RuleDraft[] => [
	...drafts,
	{ key: Math.max(-1, ...drafts.map(({ key }) => key)) + 1, text: "" },
];

/** The same rules with one of them a place earlier (−1) or later (1); unchanged at the ends. */
export function moveRule(drafts: readonly RuleDraft[], at: number, by: -1 | 1): RuleDraft[] {
	const [moved, next] = [drafts[at], drafts[at + by]];
	if (!moved || !next) return [...drafts];
	return drafts.map((draft, index) => (index === at ? next : index === at + by ? moved : draft));
}

export const isSameRules = (one: readonly string[], other: readonly string[]) =>
	one.length === other.length && one.every((rule, index) => rule === other[index]);
