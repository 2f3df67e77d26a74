const shortest = 2;
const longest = 32;

/** A name for an emoji from the name of its file, which no emoji of the server has yet. */
export function nameFromFile(file: string, taken: ReadonlySet<string>): string {
	const plain = file
		.replace(/\.[^.]*$/, "")
		.normalize("NFKD")
		.toLowerCase()
		.replace(/\p{M}/gu, "")
		.replace(/[^a-z0-9]+/g, "_")
		.replace(/^_+|_+$/g, "")
		.slice(0, longest);
	const base = plain.length >= shortest ? plain : plain ? `emoji_${plain}` : "emoji";
	for (let n = 1; ; n++) {
		const name = n === 1 ? base : `${base.slice(0, longest - 5)}_${n}`;
		if (!taken.has(name)) return name;
	}
}

export const isEmojiName = (text: string): boolean => /^[a-z0-9_]{2,32}$/.test(text) && text !== "__proto__";
