import { invalid } from "../errors";
import { type Period, periodFrom } from "./dates";
import { HAS_FILTERS, type HasFilter } from "./has-filters";
import { fold, isShort, ngramsWithin, QUOTES } from "./ngrams";

/** A term to be found in a text, in normalized form. A `whole` one is too short to be searched inside of words. */
export type Term = { text: string; whole: boolean };

export type Query = {
	terms: Term[];
	/** The excluded terms. */
	without: Term[];
	traits: HasFilter[];
	/** Names as typed; `me` is the viewer. */
	from: string | null;
	mentions: string | null;
	in: string | null;
	server: string | null;
	since: Date | null;
	until: Date | null;
};

export const maxQueryLength = 256;
/** Limits the work of one search. */
const maxTerms = 12;

const FILTERS = ["from", "in", "server", "has", "is", "before", "after", "during", "mentions"] as const;
type Filter = (typeof FILTERS)[number];

/** Quotation marks that open a phrase, and those that close it: the first of them, or the end of the query. */
const PAIRS: [begins: string, ends: string][] = [
	...[
		['"', '"'],
		["\uFF02", "\uFF02"],
		["\u2033", "\u2033"],
		["\u05F4", "\u05F4"],
	],
	...[
		["\u201C\u201F", '\u201D"'],
		["\u201D", '\u201C\u201D"'],
		["\u201E", '\u201C\u201D"'],
		["\u275D", "\u275E"],
	],
	...[
		["\u00AB", "\u00BB"],
		["\u00BB", "\u00AB\u00BB"],
		["\u2039", "\u203A"],
		["\u203A", "\u2039\u203A"],
	],
	...[
		["\u300C", "\u300D"],
		["\u300E", "\u300F"],
		["\uFF62", "\uFF63"],
		["\u301D", "\u301E\u301F"],
	],
] as [string, string][];
const QUOTED = PAIRS.map(([begins, ends]) => `[${begins}][^${ends}]*(?:[${ends}]|$)`).join("|");
/** Single ones only as a pair around words: elsewhere they are apostrophes. */
const SINGLE = "[\\u2018\\u201A\\u201B][^\\u2018-\\u201B]*[\\u2018\\u2019](?![\\p{L}\\p{N}])";
const MARKS = new RegExp(`^[${QUOTES}\\u2018-\\u201B]|[${QUOTES}\\u2018\\u2019]$`, "gu");

/** A filter with its value, or a phrase in quotation marks, or a word; with `-` before an exclusion. */
const PIECE = new RegExp(
	`(?<not>[-\\uFF0D](?=[${QUOTES}\\p{L}\\p{N}_]))?(?:(?<filter>${FILTERS.join("|")})[:\\uFF1A](?:(?<quoted>${QUOTED})|(?<value>\\S*))` +
		`|(?<phrase>${QUOTED}|${SINGLE})|(?<word>\\S+))`,
	"giu",
);

const refuse = (why: string) => invalid({ q: why });

/** Parses a query. Throws `invalid_request` with `fields.q` naming the filter or word that is invalid. */
export function parse(text: string, timeZone = "UTC", now = new Date()): Query {
	const query: Query = {
		...{ terms: [], without: [], traits: [] },
		...{ from: null, mentions: null, in: null, server: null, since: null, until: null },
	};
	for (const { groups = {} } of text.matchAll(PIECE)) {
		const { not, filter, quoted, value, phrase, word } = groups;
		if (filter !== undefined) {
			const name = filter.toLowerCase() as Filter;
			if (not) throw refuse(`Only words can be left out: take the - away from ${name}:.`);
			narrow(query, name, (quoted?.replace(MARKS, "") ?? value ?? "").trim(), timeZone, now);
		} else {
			const folded = fold(phrase?.replace(MARKS, "") ?? word ?? "");
			if (folded !== "") (not ? query.without : query.terms).push({ text: folded, whole: isShort(folded) });
		}
	}
	if (query.terms.length + query.without.length > maxTerms) throw refuse(`Use ${maxTerms} words or fewer.`);
	// Next to other words a single symbol is one of the conditions; by itself it matches nothing.
	const [sign] = query.terms;
	if (sign && query.terms.every(({ text, whole }) => !whole && !text.includes(" ") && ngramsWithin(text).size === 0))
		throw refuse(`“${sign.text}” is too short to search for.`);
	if (isEmpty(query)) throw refuse("Type a word or a filter.");
	return query;
}

const isEmpty = ({ terms, without, traits, ...filters }: Query) =>
	terms.length + without.length + traits.length === 0 && Object.values(filters).every((value) => value === null);

function narrow(query: Query, name: Filter, value: string, timeZone: string, now: Date): void {
	if (value === "") throw refuse(`${name}: needs a value.`);
	switch (name) {
		case "from":
		case "mentions":
		case "in":
		case "server": {
			if (query[name] !== null) throw refuse(`${name}: is given twice.`);
			query[name] = name === "server" ? value : value.replace(name === "in" ? /^#/ : /^@/, "").toLowerCase();
			return;
		}
		case "has":
		case "is": {
			const trait = HAS_FILTERS.find(
				(known) => known === value.toLowerCase() && (known === "pinned") === (name === "is"),
			);
			if (!trait) throw refuse(`${name}:${value} is not known. ${hint(name)}`);
			if (!query.traits.includes(trait)) query.traits.push(trait);
			return;
		}
		default: {
			const period = periodFrom(value, timeZone, now);
			if (!period) throw refuse(`${name}:${value} is no date. Write 2026-11-23, 2026-11, 2026, today or yesterday.`);
			between(query, name, period);
		}
	}
}

const hint = (name: "has" | "is") =>
	name === "is"
		? "Write is:pinned."
		: `Write has: and one of ${HAS_FILTERS.filter((trait) => trait !== "pinned").join(", ")}.`;

/** Before a day ends at its beginning; after it begins at its end. */
function between(query: Query, name: "before" | "after" | "during", { start, end }: Period): void {
	const since = name === "before" ? null : name === "after" ? end : start;
	const until = name === "after" ? null : name === "before" ? start : end;
	if (since && (!query.since || since > query.since)) query.since = since;
	if (until && (!query.until || until < query.until)) query.until = until;
}
