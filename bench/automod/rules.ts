import type { RuleMatcher } from "@/lib/realtime/protocol";
import { Random } from "../chaos/random";

const rules = 50;
const words = 1000;
/** Of all patterns of a server. */
const patterns = 50;

const each = (make: (rule: number) => RuleMatcher, count = rules): RuleMatcher[] =>
	Array.from({ length: count }, (_, n) => make(n));

/** 50 rules of 1,000 words each, by the number of the word. */
const wordRules = (wordOf: (n: number, rule: number) => string, spacedLetters = true): RuleMatcher[] =>
	each((rule) => ({
		kind: "words",
		settings: {
			words: Array.from({ length: words }, (_, n) => wordOf(rule * words + n, rule)),
			spacedLetters,
		},
	}));

const patternRules = (sources: string[]): RuleMatcher[] =>
	each((rule) => ({ kind: "patterns", settings: { patterns: [sources[rule % sources.length] ?? ""] } }), patterns);

function wordsOf(letters: string, least: number, most: number, seed: number): (n: number) => string {
	const random = new Random(seed);
	const all = [...letters];
	return () =>
		Array.from({ length: least + random.below(most - least + 1) }, () => all[random.below(all.length)]).join("");
}

const containedOf = (wordOf: (n: number) => string) => (n: number) => `*${wordOf(n)}x*`;

/** A number as letters, so that words are distinct. */
const tail = (n: number, digits = "bcdefghijk") => [...String(n)].map((digit) => digits[Number(digit)]).join("");
const upTo = (n: number, most: number) => 1 + (n % most);

const hard = ["(?:a*)*b$c", ".*.*.*x$y", "(x+x+)+y", "(?:a?){30}a{30}c", "\\b(?:a|b| )+c$x", "a.{0,60}q"];
const large = [
	"(a|b)*a(a|b){11}q",
	"a.{10}b.{3}q",
	"(?s)a.{5}b.{5}q",
	"\\p{L}{50,100}q",
	"[ab ]{0,100}q",
	"(?:a?){50}a{50}q",
];

/** Full sets of rules that are as hard as possible. Few of their words and patterns are in the texts. */
export const ruleSets: Record<string, () => RuleMatcher[]> = {
	words: () => wordRules(wordsOf("etaoinshrdlucmfw", 4, 10, 1)),
	"words without spaced letters": () => wordRules(wordsOf("etaoinshrdlucmfw", 4, 10, 1), false),
	"long words": () => wordRules(wordsOf("etaoinshrdlu", 15, 24, 2)),
	"beginnings of words": () => wordRules((n) => `${"a".repeat(upTo(n, 44))}${tail(n)}*`.slice(0, 50)),
	"contained words": () => wordRules((n) => `*${"a".repeat(upTo(n, 43))}${tail(n)}*`.slice(0, 50)),
	"contained words of one letter": () =>
		wordRules((n) => (n % words < 48 ? `*${"a".repeat(upTo(n, 48))}*` : `*${"a".repeat(upTo(n, 40))}${tail(n)}*`)),
	"endings of words": () => wordRules((n) => (n % words < 47 ? `*${"a".repeat(upTo(n, 47))}` : `*${tail(n)}a`)),
	"plain words of one letter": () => wordRules((n) => (n % words < 50 ? "a".repeat(upTo(n, 50)) : `a${tail(n)}`)),
	"contained words of two letters": () => wordRules(containedOf(wordsOf("ab", 5, 40, 4))),
	"series of words": () => wordRules((n) => `${"a ".repeat(upTo(n, 20))}${tail(n)}`),
	"words of digits": () => wordRules((n) => `*${"0".repeat(upTo(n, 43))}${tail(n, "1234567899")}*`.slice(0, 50)),
	"words of i and l": () => wordRules((n) => `*${"il"[n % 2]}${"i".repeat(upTo(n, 43))}${tail(n)}*`.slice(0, 50)),
	"Hangul words": () => wordRules((n) => `${"각".repeat(upTo(n, 40))}${tail(n, "가나다라마바사아자차")}`),
	"contained Hangul letters": () =>
		wordRules((n) => (n % words < 48 ? `*ㄱ${"각".repeat(upTo(n, 46))}*` : `*ㄱ${tail(n, "가나다라마바사아자차")}*`)),
	"Chinese words": () => wordRules(wordsOf("我们在东京的公园里喝茶并且讨论天气", 2, 8, 3)),
	"contained ligatures": () => wordRules((n) => `*${"ﷺ".repeat(upTo(n, 40))}${tail(n)}*`),
	emoji: () => wordRules((n) => `${"😀".repeat(upTo(n, 20))}${tail(n, "😃😄😁😆😅🤣😂🙂🙃🫠")}`),
	"hard patterns": () => patternRules(hard),
	"large patterns": () => patternRules(large),
	"links to listed domains": () =>
		each((rule) => ({
			kind: "links",
			settings: {
				block: "listed",
				domains: Array.from({ length: 500 }, (_, n) => `${tail(rule * 500 + n)}.example.net`),
				invites: rule % 2 === 0,
			},
		})),
	"links to other domains": () =>
		each((rule) => ({
			kind: "links",
			settings: { block: "others", domains: ["co", "example.org", `${tail(rule)}.net`].slice(1), invites: false },
		})),
	"mentions of everyone": () =>
		each(() => ({ kind: "mentions", settings: { max: 100, seconds: 3600, everyone: true } })),
	repetition: () => each(() => ({ kind: "repeat", settings: { times: 20, seconds: 3600 } })),
	floods: () =>
		each(() => ({
			kind: "flood",
			settings: { messages: 100, seconds: 3600, lines: 200, attachmentsOnly: true },
		})),
	newcomers: () =>
		each(() => ({ kind: "newcomer", settings: { minutes: 43_200, links: true, files: true, mentions: true } })),
	"some of every kind": () => [
		...wordRules((n) => `*${"a".repeat(upTo(n, 43))}${tail(n)}*`.slice(0, 50)).slice(0, 30),
		...patternRules([...large, ...hard]).slice(0, 12),
		...each((rule) => ({
			kind: "links",
			settings: { block: "others", domains: [`${tail(rule)}.net`], invites: true },
		})).slice(0, 4),
		{ kind: "mentions", settings: { max: 100, seconds: 3600, everyone: true } },
		{ kind: "repeat", settings: { times: 20, seconds: 3600 } },
		{ kind: "flood", settings: { messages: 100, seconds: 3600, lines: 200, attachmentsOnly: true } },
		{ kind: "newcomer", settings: { minutes: 60, links: true, files: true, mentions: true } },
	],
};
