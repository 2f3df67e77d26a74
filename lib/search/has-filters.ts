/** The has: filters, by bit. Only ever add at the end: the bits are stored. */
export const HAS_FILTERS = ["link", "image", "video", "audio", "file", "attachment", "poll", "pinned"] as const;
export type HasFilter = (typeof HAS_FILTERS)[number];

export const flagOf = (trait: HasFilter): number => 1 << HAS_FILTERS.indexOf(trait);
export const flagsOf = (traits: Iterable<HasFilter>): number =>
	[...traits].reduce((bits, trait) => bits | flagOf(trait), 0);

/** The searchable parts of a message; attachments and poll as stored or as serialized. */
export type Searchable = {
	content: string;
	attachments?: { name: string; kind: string; alt?: string }[] | null;
	poll?: { question: string; options: (string | { text: string })[] } | null;
	pinnedAt?: Date | string | null;
};

const LINK = /\bhttps?:\/\/[^\s<>]/i;
const isHasFilter = (kind: string): kind is HasFilter => HAS_FILTERS.some((trait) => trait === kind);

export function hasFiltersOf({ content, attachments, poll, pinnedAt }: Searchable): Set<HasFilter> {
	const traits = new Set<HasFilter>();
	if (LINK.test(content)) traits.add("link");
	for (const { kind } of attachments ?? []) {
		traits.add("attachment");
		if (isHasFilter(kind)) traits.add(kind);
	}
	if (poll) traits.add("poll");
	if (pinnedAt) traits.add("pinned");
	return traits;
}

/** All text of a message: its content, then its poll, then the names and descriptions of its attachments. */
export const wordsOf = ({ content, attachments, poll }: Searchable): string =>
	[
		content,
		...(poll
			? [poll.question, ...poll.options.map((option) => (typeof option === "string" ? option : option.text))]
			: []),
		...(attachments ?? []).flatMap(({ name, alt }) => (alt ? [name, alt] : [name])),
	].join("\n");
