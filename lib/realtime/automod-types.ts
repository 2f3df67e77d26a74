/** The shapes of automod, as part of protocol.ts. */

/** The settings of a rule, by its kind. */
export type RuleSettings = {
	words: { words: string[]; spacedLetters: boolean };
	patterns: { patterns: string[] };
	links: { block: "all" | "listed" | "others" | "none"; domains: string[]; invites: boolean };
	mentions: { max: number; seconds: number; everyone: boolean };
	repeat: { times: number; seconds: number };
	flood: { messages: number | null; seconds: number; lines: number | null; attachmentsOnly: boolean };
	newcomer: { minutes: number; links: boolean; files: boolean; mentions: boolean };
};
export type RuleKind = keyof RuleSettings;
/** A kind together with its settings. */
export type RuleMatcher = { [Kind in RuleKind]: { kind: Kind; settings: RuleSettings[Kind] } }[RuleKind];
export type RuleActions = { refuse: true };
export type RuleExempt = { roleIds: number[]; channelIds: number[] };

export type AutomodRule = RuleMatcher & {
	id: number;
	name: string;
	enabled: boolean;
	/** The sentence that a refused user reads. */
	message: string;
	exempt: RuleExempt;
	actions: RuleActions;
	createdAt: string;
	updatedAt: string;
};
/** The fields of a rule that a member may write. */
export type NewAutomodRule = RuleMatcher & Pick<AutomodRule, "name" | "enabled" | "message" | "exempt" | "actions">;
