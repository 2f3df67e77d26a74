import { normalized } from "../markdown/normalized";

/**
 * The tokens of a text for the keyword search: whole words, white space as one space, and any other character by
 * itself; in scripts without spaces between words, every letter. In lower case.
 */
const PIECE =
	/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\p{M}*|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{N}_]\p{M}*)+|\s+|./gsu;

/** The same for ASCII, which most texts are, at a tenth of the cost. */
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

/** Many users' keywords, searched for in one pass. The cost of a search or a change does not grow with their number. */
export class Trie {
	private readonly root = branch();
	private readonly wordsOf = new Map<number, string[]>();

	/** Replaces one owner's keywords. */
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

	/** The owners whose keywords occur in the text, each once. */
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

/** Also removes every empty branch, so that frequent changes leave no memory behind. */
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
