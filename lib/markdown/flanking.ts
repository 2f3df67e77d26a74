import MarkdownIt from "markdown-it";
import { characterAt, characterBefore, isCjk } from "./cjk";

const blank = /^\s$/u;
const punctuation = /^[\p{P}\p{S}]$/u;
/** Parts of emoticons and paths: an underscore after one of them begins no emphasis. */
const noOpener = /^[\\/\p{Sk}]$/u;

/**
 * Decides which runs of `*`, `_` or `~` may open and close emphasis, as in CommonMark. Next to Chinese, Japanese and
 * Korean text, which has no blanks around its words and its own punctuation, punctuation is no obstacle.
 */
export class InlineState extends MarkdownIt.StateInline {
	override scanDelims(start: number, canSplitWord: boolean) {
		const { src, posMax } = this;
		const marker = src[start];
		let end = start;
		while (end < posMax && src[end] === marker) end++;
		const before = characterBefore(src, start) || " ";
		const after = (end < posMax && characterAt(src, end)) || " ";
		const isOpenable = canBegin(after, before);
		const isClosable = canBegin(before, after);
		const isWordEnd = punctuation.test(before);
		return {
			can_open: isOpenable && (canSplitWord || ((!isClosable || isWordEnd) && !noOpener.test(before))),
			can_close: isClosable && (canSplitWord || !isOpenable || punctuation.test(after)),
			length: end - start,
		};
	}
}

/** Whether a marker may open next to the character inside, given the one outside. */
function canBegin(inside: string, outside: string): boolean {
	if (blank.test(inside)) return false;
	if (!punctuation.test(inside) || isCjk(inside)) return true;
	return blank.test(outside) || punctuation.test(outside) || isCjk(outside);
}
