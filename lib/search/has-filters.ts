/** What a message may have, by its bit. Only ever add at the end: the bits are stored. */
export const TRAITS = ["link", "image", "video", "audio", "file", "attachment", "poll", "pinned"] as const;
export type Trait = (typeof TRAITS)[number];

export const bitOf = (trait: Trait): number => 1 << TRAITS.indexOf(trait);
export const bitsOf = (traits: Iterable<Trait>): number => [...traits].reduce((bits, trait) => bits | bitOf(trait), 0);

/** The parts of a message that can be searched; of its attachments and poll as they are stored and as they are told. */
export type Searchable = {
	content: string;
	attachments?: { name: string; kind: string; alt?: string }[] | null;
	poll?: { question: string; options: (string | { text: string })[] } | null;
	pinnedAt?: Date | string | null;
};

const LINK = /\bhttps?:\/\/[^\s<>]/i;
const isTrait = (kind: string): kind is Trait => TRAITS.some((trait) => trait === kind);

export function traitsOf({ content, attachments, poll, pinnedAt }: Searchable): Set<Trait> {
	const traits = new Set<Trait>();
	if (LINK.test(content)) traits.add("link");
	for (const { kind } of attachments ?? []) {
		traits.add("attachment");
		if (isTrait(kind)) traits.add(kind);
	}
	if (poll) traits.add("poll");
	if (pinnedAt) traits.add("pinned");
	return traits;
}

/** All the words of a message: what was typed, then its poll, then the names and descriptions of what is attached. */
export const wordsOf = ({ content, attachments, poll }: Searchable): string =>
	[
		content,
		...(poll
			? [poll.question, ...poll.options.map((option) => (typeof option === "string" ? option : option.text))]
			: []),
		...(attachments ?? []).flatMap(({ name, alt }) => (alt ? [name, alt] : [name])),
	].join("\n");
