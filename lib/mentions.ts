/** Preceded by nothing that would make it part of a word, a name or an address. */
const MENTION = /(?<![\p{L}\p{N}_.@])@([a-z0-9_.]+)/giu;

/** Code talks about names, and calls nobody. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

/** What of a text may call somebody. */
export const outsideCode = (content: string) => content.replace(CODE, " ");

/** The names a text mentions, in lower case, each once. Whether anybody has them is the database's to say. */
export function namesIn(content: string): string[] {
	if (!content.includes("@")) return [];
	const names = new Set<string>();
	for (const [, name = ""] of outsideCode(content).matchAll(MENTION)) {
		const username = name.replace(/\.+$/, "").toLowerCase();
		if (username.length >= 2 && username.length <= 32) names.add(username);
	}
	return [...names];
}
