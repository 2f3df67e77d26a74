/**
 * What a text is made of where keywords are looked for: whole words, white space as one space, and any other sign by
 * itself; of scripts that put no spaces between words, every letter. In lower case.
 */
const PIECE =
	/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\p{M}*|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{N}_]\p{M}*)+|\s+|./gsu;

/** The same of what most is made of, at a tenth of the price. */
const PLAIN_PIECE = /[a-z0-9_]+|\s+|./gs;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const PLAIN = /^[\u0000-\u007f]*$/;

function piecesOf(text: string): string[] {
	const pieces = PLAIN.test(text)
		? text.toLowerCase().match(PLAIN_PIECE)
		: text.normalize("NFC").toLowerCase().match(PIECE);
	return (pieces ?? []).map((piece) => (piece.trim() === "" ? " " : piece));
}

type Branch = { next: Map<string, Branch>; owners: number[] };

const branch = (): Branch => ({ next: new Map(), owners: [] });

/** Many people's words, looked for in a text at once. What one look costs does not grow with how many there are. */
export class Trie {
	private readonly root = branch();

	add(word: string, owner: number): void {
		let at = this.root;
		for (const piece of piecesOf(word)) {
			const next = at.next.get(piece) ?? branch();
			at.next.set(piece, next);
			at = next;
		}
		at.owners.push(owner);
	}

	/** Whose words stand in the text, each once. */
	ownersIn(text: string): number[] {
		if (this.root.next.size === 0) return [];
		const pieces = piecesOf(text);
		const owners = new Set<number>();
		for (let start = 0; start < pieces.length; start++) {
			let at = this.root.next.get(pieces[start] ?? "");
			for (let place = start + 1; at; place++) {
				for (const owner of at.owners) owners.add(owner);
				at = at.next.get(pieces[place] ?? "");
			}
		}
		return [...owners];
	}
}
