import { normalized } from "../markdown/normalized";

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
		: normalized(text, "NFC").toLowerCase().match(PIECE);
	return (pieces ?? []).map((piece) => (piece.trim() === "" ? " " : piece));
}

type Branch = { next: Map<string, Branch>; owners: Set<number> };

const branch = (): Branch => ({ next: new Map(), owners: new Set() });

/** Many people's words, looked for in a text at once. What one look, or one change, costs does not grow with how many there are. */
export class Trie {
	private readonly root = branch();
	private readonly wordsOf = new Map<number, string[]>();

	/** Replaces the words of one owner. */
	set(owner: number, words: string[]): void {
		for (const word of this.wordsOf.get(owner) ?? []) remove(this.root, piecesOf(word), owner);
		for (const word of words) this.add(word, owner);
		if (words.length > 0) this.wordsOf.set(owner, words);
		else this.wordsOf.delete(owner);
	}

	private add(word: string, owner: number): void {
		let at = this.root;
		for (const piece of piecesOf(word)) {
			const next = at.next.get(piece) ?? branch();
			at.next.set(piece, next);
			at = next;
		}
		at.owners.add(owner);
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

/** With every branch that leads nowhere any more: somebody who changes their words for ever leaves nothing behind. */
function remove(root: Branch, pieces: string[], owner: number): void {
	const way: { from: Branch; piece: string }[] = [];
	let at = root;
	for (const piece of pieces) {
		const next = at.next.get(piece);
		if (!next) return;
		way.push({ from: at, piece });
		at = next;
	}
	at.owners.delete(owner);
	for (const { from, piece } of way.reverse()) {
		const last = from.next.get(piece);
		if (!last || last.owners.size > 0 || last.next.size > 0) return;
		from.next.delete(piece);
	}
}
