import { createHash } from "node:crypto";
import { mentionsOf } from "../markdown";
import { isCrowd } from "../markdown/names";
import type { RuleActions, RuleExempt, RuleMatcher } from "../realtime/protocol";
import { isBlank } from "../text/schema";
import type { Counters } from "./counters";
import { fold } from "./fold";
import { FoldedWords, foldWords } from "./fold-word";
import { LinkRules } from "./link-rules";
import { findLinks } from "./links";
import type { Pattern } from "./pattern";
import { compilePattern } from "./pattern-program";
import { PatternSet } from "./pattern-set";
import { type PlainText, toPlain } from "./plain-text";
import { WordIndex } from "./word-index";

/** A rule as it is stored. */
export type StoredRule = RuleMatcher & {
	id: number;
	name: string;
	message: string;
	exempt: RuleExempt;
	actions: RuleActions;
	updatedAt: string;
};

/** A rule with what takes time to prepare. Its words and patterns themselves are not kept. */
export type CompiledRule = StoredRule & { words: FoldedWords; automata: Pattern[] };

/** A message, or another text, as the rules see it. */
export type Candidate = {
	authorId: number;
	/** Names the message, so that it is counted once. */
	id: string;
	content: string;
	/** Other texts of it, such as a poll's options. */
	texts: string[];
	files: number;
	/** When it was sent, if not now. */
	at?: number;
};

/** A place in the content, in UTF-16 units. */
type Highlight = [from: number, to: number];

export function* compileRule(
	rule: StoredRule,
	patternOf: (source: string) => Generator<void, Pattern>,
): Generator<void, CompiledRule> {
	const automata: Pattern[] = [];
	const words = rule.kind === "words" ? yield* foldWords(rule.settings) : new FoldedWords(0);
	if (rule.kind === "patterns") for (const source of rule.settings.patterns) automata.push(yield* patternOf(source));
	return { ...withoutLists(rule), words, automata };
}

function withoutLists(rule: StoredRule): StoredRule {
	if (rule.kind === "words") return { ...rule, settings: { ...rule.settings, words: [] } };
	return rule.kind === "patterns" ? { ...rule, settings: { patterns: [] } } : rule;
}

/** The enabled rules of a server, prepared so that a message is checked against all of them at once. */
export class RuleSet {
	private readonly index = new WordIndex();
	private readonly links = new LinkRules();
	/** The rules that count over time, and those that look at more than words, patterns and links, with their numbers. */
	private readonly counting: CompiledRule[];
	private readonly others: [n: number, rule: CompiledRule][];

	private constructor(
		readonly rules: CompiledRule[],
		private readonly patterns: PatternSet,
	) {
		this.counting = rules.filter(({ kind }) => kind === "mentions" || kind === "repeat" || kind === "flood");
		this.others = [...rules.entries()].filter(
			([, { kind }]) => kind === "mentions" || kind === "newcomer" || kind === "flood",
		);
	}

	static *build(rules: CompiledRule[]): Generator<void, RuleSet> {
		const listed = rules.flatMap((rule, n) => rule.automata.map((pattern) => ({ rule: n, pattern })));
		const set = new RuleSet(rules, yield* PatternSet.build(listed));
		for (const [n, rule] of rules.entries()) {
			yield* set.index.add(n, rule.words);
			if (rule.kind === "links") yield* set.links.add(n, rule.settings, rule.settings.domains);
			if (rule.kind === "newcomer" && rule.settings.links) yield* set.links.add(n, anyLink, []);
		}
		yield* set.index.finish();
		return set;
	}

	get bytes(): number {
		const words = this.rules.reduce((sum, rule) => sum + rule.words.bytes, 0);
		return this.index.bytes + words + this.patterns.bytes + this.links.bytes + this.rules.length * 1000;
	}

	/**
	 * The rules that match by the texts and files of the message, oldest first. A rule about newcomers matches also the
	 * messages of other members.
	 */
	matching(candidate: Candidate): CompiledRule[] {
		const found = new Set<number>();
		this.search(candidate.content, found);
		for (const text of candidate.texts) this.search(text, found);
		if (this.others.length > 0) this.searchMore(candidate, found);
		if (found.size === 0) return [];
		return this.rules.filter((_, n) => found.has(n));
	}

	/** The same for a text that is no message, such as the name of a file. */
	matchingText(text: string): CompiledRule[] {
		const found = new Set<number>();
		this.search(text, found);
		return this.rules.filter(({ kind }, n) => kind !== "newcomer" && found.has(n));
	}

	/** The rules that match by how much the author has sent. The message is counted for those that do not match. */
	exceeded(candidate: Candidate, counters: Counters): CompiledRule[] {
		if (this.counting.length === 0) return [];
		const mayMention = candidate.content.includes("@");
		return this.counting.filter((rule) => exceeds(rule, candidate, mayMention, counters));
	}

	/**
	 * The places in the content that the rules match. It stops before each search for the next one, which may take
	 * milliseconds; those that were found until then are returned.
	 */
	*highlights(content: string, isOver: () => boolean = () => false): Generator<void, Highlight[]> {
		const places: Highlight[] = [];
		this.index.search(content, (_, from, to) => {
			places.push([from, to]);
			return places.length >= maxWordPlaces;
		});
		const plain = toPlain(content);
		const place = (from: number, to: number): Highlight => [
			plain.from?.[from] ?? from,
			plain.from ? (plain.from[to] ?? content.length) : to,
		];
		const sources: string[] = [];
		this.patterns.search(plain.text, (_, { source }) => {
			sources.push(source);
			return false;
		});
		for (const source of sources) {
			yield;
			if (isOver()) break;
			const matcher = compilePattern(source).matcher(plain.text);
			for (let n = 0; n < maxHighlights && !isOver() && matcher.find(); n++) {
				if (matcher.end() > matcher.start()) places.push(place(matcher.start(), matcher.end()));
				yield;
			}
		}
		if (!this.links.isEmpty)
			for (const link of findLinks(plain.text)) if (this.links.matches(link)) places.push(place(link.from, link.to));
		return merged(places);
	}

	private search(text: string, found: Set<number>): void {
		this.index.rulesIn(text, found);
		let plain: PlainText | undefined;
		const read = () => {
			plain ??= toPlain(text);
			return plain.text;
		};
		if (!this.patterns.isEmpty)
			this.patterns.search(read(), (rule) => {
				found.add(rule);
				return false;
			});
		if (!this.links.isEmpty && text.includes(".")) this.links.rulesIn(findLinks(read()), found);
	}

	private searchMore(candidate: Candidate, found: Set<number>): void {
		const { content, files } = candidate;
		const mayMention = content.includes("@");
		const hasBreaks = content.includes("\n");
		for (const [n, rule] of this.others) {
			if (rule.kind === "newcomer") {
				if (rule.settings.files && files > 0) found.add(n);
				if (rule.settings.mentions && mayMention && mentionsIn(candidate).length > 0) found.add(n);
			}
			if (rule.kind === "mentions" && rule.settings.everyone && mayMention && mentionsCrowd(candidate)) found.add(n);
			if (rule.kind === "flood") {
				if (rule.settings.attachmentsOnly && files > 0 && isWithoutText(candidate)) found.add(n);
				if (rule.settings.lines !== null && hasBreaks && breaksIn(candidate) > rule.settings.lines) found.add(n);
			}
		}
	}
}

const maxHighlights = 100;
/** A text of 4,000 characters can have 50 times as many places, which are merged to few. */
const maxWordPlaces = 10_000;

const anyLink = { block: "all", invites: true } as const;

function exceeds(rule: CompiledRule, candidate: Candidate, mayMention: boolean, counters: Counters): boolean {
	const { authorId, id, at } = candidate;
	const key = `${rule.id}:${authorId}`;
	const entry = { id, ...(at !== undefined && { now: at }) };
	if (rule.kind === "mentions") {
		const { max, seconds } = rule.settings;
		const weight = mayMention ? mentionsIn(candidate).length : 0;
		return weight > 0 && counters.exceeds(key, { ...entry, weight }, { max, windowMs: seconds * 1000 });
	}
	if (rule.kind === "flood") {
		const { messages, seconds } = rule.settings;
		return messages !== null && counters.exceeds(key, entry, { max: messages, windowMs: seconds * 1000 });
	}
	if (rule.kind !== "repeat") return false;
	const likeness = likenessOf(candidate);
	if (likeness === null) return false;
	const { times, seconds } = rule.settings;
	return counters.exceeds(`${key}:${likeness}`, entry, { max: times - 1, windowMs: seconds * 1000 });
}

/** Reads a candidate once, however many rules ask: parsing it takes milliseconds. */
function once<T>(read: (candidate: Candidate) => T): (candidate: Candidate) => T {
	const known = new WeakMap<Candidate, { value: T }>();
	return (candidate) => {
		let found = known.get(candidate);
		if (!found) {
			found = { value: read(candidate) };
			known.set(candidate, found);
		}
		return found.value;
	};
}

const mentionsIn = once(({ content }) => mentionsOf(content));
const mentionsCrowd = once((candidate) => mentionsIn(candidate).some(isCrowd));
const isWithoutText = once(({ content }) => isBlank(content));

const breaksIn = once(({ content }) => {
	let breaks = 0;
	for (let at = content.indexOf("\n"); at >= 0; at = content.indexOf("\n", at + 1)) breaks++;
	return breaks;
});

/** The same for texts that read alike; null for none. */
const likenessOf = once(({ content }) => {
	if (isBlank(content)) return null;
	const { units, length } = fold(content);
	return createHash("sha1")
		.update(new Uint8Array(units.buffer, 0, length * units.BYTES_PER_ELEMENT))
		.digest("base64url");
});

/** In their order, with those that overlap as one. */
function merged(places: Highlight[]): Highlight[] {
	const result: Highlight[] = [];
	for (const [from, to] of places.sort(([a], [b]) => a - b)) {
		const last = result.at(-1);
		if (last && from <= last[1]) last[1] = Math.max(last[1], to);
		else result.push([from, to]);
	}
	return result;
}
