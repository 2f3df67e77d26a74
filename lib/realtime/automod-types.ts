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
/** At least one. A refused message is not stored, so it is neither flagged nor removed afterwards. */
export type RuleActions = {
	refuse?: true | undefined;
	flag?: true | undefined;
	timeout?: { minutes: number } | undefined;
	removeAfter?: true | undefined;
};
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
