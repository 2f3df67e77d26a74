import type { AutomodRule, NewAutomodRule, RuleActions, RuleKind, RuleMatcher } from "@/lib/realtime/protocol";

/** The fields of the editor. Numbers are as they were typed, and lists have one item a line. */
export type RuleDraft = {
	name: string;
	kind: RuleKind;
	message: string;
	words: string;
	spacedLetters: boolean;
	patterns: string;
	block: "all" | "listed" | "others" | "none";
	domains: string;
	invites: boolean;
	max: string;
	times: string;
	messages: string;
	lines: string;
	attachmentsOnly: boolean;
	everyone: boolean;
	seconds: string;
	minutes: string;
	links: boolean;
	files: boolean;
	mentions: boolean;
	roleIds: number[];
	channelIds: number[];
	/** Whether the message is refused, stands, or is removed afterwards. */
	outcome: "refuse" | "keep" | "remove";
	flag: boolean;
	timesOut: boolean;
	timeoutMinutes: string;
};

const empty = {
	words: "",
	spacedLetters: true,
	patterns: "",
	block: "all",
	domains: "",
	invites: true,
	max: "5",
	times: "3",
	messages: "10",
	lines: "",
	attachmentsOnly: false,
	everyone: true,
	seconds: "60",
	minutes: "10",
	links: true,
	files: false,
	mentions: false,
	outcome: "refuse",
	flag: false,
	timesOut: false,
	timeoutMinutes: "10",
} as const satisfies Partial<RuleDraft>;

export const ruleKinds: RuleKind[] = ["words", "patterns", "links", "mentions", "repeat", "flood", "newcomer"];

export const newDraft = (message: string): RuleDraft => ({
	...empty,
	roleIds: [],
	channelIds: [],
	name: "",
	kind: "words",
	message,
});

/** The fields of a rule that exists. */
export function draftOf(rule: AutomodRule): RuleDraft {
	const settings = Object.fromEntries(
		Object.entries(rule.settings).map(([name, value]) => {
			if (Array.isArray(value)) return [name, value.join("\n")];
			return [name, typeof value === "number" ? String(value) : (value ?? "")];
		}),
	);
	const { name, kind, message, exempt, actions } = rule;
	const { timeout } = actions;
	return {
		...newDraft(message),
		...settings,
		...exempt,
		name,
		kind,
		outcome: actions.refuse ? "refuse" : actions.removeAfter ? "remove" : "keep",
		flag: actions.flag === true,
		timesOut: timeout !== undefined,
		...(timeout && { timeoutMinutes: String(timeout.minutes) }),
	};
}

const linesOf = (text: string): string[] =>
	text
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "");
const numberOrNull = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** The kind and the settings of a rule, for the API: the server validates them. */
export function matcherOf(draft: RuleDraft): RuleMatcher {
	const { kind } = draft;
	const seconds = Number(draft.seconds);
	switch (kind) {
		case "words":
			return { kind, settings: { words: linesOf(draft.words), spacedLetters: draft.spacedLetters } };
		case "patterns":
			return { kind, settings: { patterns: linesOf(draft.patterns) } };
		case "links": {
			const domains = draft.block === "listed" || draft.block === "others" ? linesOf(draft.domains) : [];
			return { kind, settings: { block: draft.block, domains, invites: draft.invites } };
		}
		case "mentions":
			return { kind, settings: { max: Number(draft.max), seconds, everyone: draft.everyone } };
		case "repeat":
			return { kind, settings: { times: Number(draft.times), seconds } };
		case "flood": {
			const { attachmentsOnly } = draft;
			const [messages, lines] = [numberOrNull(draft.messages), numberOrNull(draft.lines)];
			return { kind, settings: { messages, seconds, lines, attachmentsOnly } };
		}
		case "newcomer": {
			const { links, files, mentions } = draft;
			return { kind, settings: { minutes: Number(draft.minutes), links, files, mentions } };
		}
	}
}

export const exemptOf = ({ roleIds, channelIds }: RuleDraft) => ({ roleIds, channelIds });

/** The whole rule, for the API. */
export const ruleOf = (draft: RuleDraft): Omit<NewAutomodRule, "enabled"> => ({
	...matcherOf(draft),
	name: draft.name,
	message: draft.message,
	exempt: exemptOf(draft),
	actions: actionsOf(draft),
});

/** A refused message is not stored, so there is nothing to flag. */
const actionsOf = ({ outcome, flag, timesOut, timeoutMinutes }: RuleDraft): RuleActions => ({
	...(outcome === "refuse" && { refuse: true }),
	...(outcome !== "refuse" && flag && { flag }),
	...(timesOut && { timeout: { minutes: Number(timeoutMinutes) } }),
	...(outcome === "remove" && { removeAfter: true }),
});

/** The names of a rule's actions, for the list of rules. */
export const actionNames = (actions: RuleActions) =>
	(["refuse", "removeAfter", "flag", "timeout"] as const).filter((name) => actions[name] !== undefined);

/** Parts of a text in their order, and whether each is highlighted. */
export function partsOf(text: string, highlights: readonly (readonly [number, number])[]) {
	const parts: { at: number; text: string; isHit: boolean }[] = [];
	let at = 0;
	for (const [from, to] of highlights) {
		if (from > at) parts.push({ at, text: text.slice(at, from), isHit: false });
		parts.push({ at: from, text: text.slice(from, to), isHit: true });
		at = to;
	}
	if (at < text.length) parts.push({ at, text: text.slice(at), isHit: false });
	return parts;
}
