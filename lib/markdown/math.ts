import type MarkdownIt from "markdown-it";
import type { StateBlock, StateInline } from "markdown-it";

/** Longer formulas are for documents, and take too long to render. */
const mostLetters = 500;
const mostLines = 100;

/** Adds `$a$`, `$$a$$` and blocks between lines of `$$` to a parser. Money is no formula: `$5 and $6`. */
export function withMath(markdown: InstanceType<typeof MarkdownIt>): void {
	markdown.inline.ruler.before("emphasis", "maths", formula);
	markdown.block.ruler.before("fence", "maths_block", block, { alt: ["paragraph", "blockquote", "list"] });
}

/** The end of the formula that begins at an offset; null if there is none. */
export function formulaEnd(src: string, pos: number, max: number): number | null {
	const signs = src[pos + 1] === "$" ? 2 : 1;
	const end = signs === 2 ? endOfDisplay(src, pos, max) : endOfInline(src, pos, max);
	return end === null || isProse(src.slice(pos + signs, end)) ? null : end + signs;
}

function formula(state: StateInline, silent: boolean): boolean {
	const { src, pos, posMax } = state;
	if (src[pos] !== "$") return false;
	const end = formulaEnd(src, pos, posMax);
	if (end === null) return false;
	const signs = src[pos + 1] === "$" ? 2 : 1;
	if (!silent) {
		const token = state.push(signs === 2 ? "maths_display" : "maths_inline", "", 0);
		token.content = src.slice(pos + signs, end - signs);
	}
	state.pos = end;
	return true;
}

/** A shell or template variable, with the text that follows its beginning. */
const variable = /\$(?:\{\s*(?:\{|[a-z_]\w*\s*[}:?+#%/^,@-]|\d\}(?![_^])|[!#]))/iy;
const goesOn = /^(?:[\p{L}\p{N}$_({[@?!*#]|[.:]\p{L}|->)/u;

/**
 * Pandoc's rule: no blanks inside the dollar signs, and no letter or digit outside of them. The first sign that could
 * close it decides.
 */
function endOfInline(src: string, pos: number, posMax: number): number | null {
	if (/[\p{L}\p{N}$]/u.test(src.charAt(pos - 1)) || /[\s$]/.test(src.charAt(pos + 1))) return null;
	variable.lastIndex = pos;
	if (variable.test(src)) return null;
	const last = Math.min(posMax, pos + mostLetters);
	for (let at = pos + 1; at < last; at++) {
		const sign = src[at];
		if (sign === "\n") return null;
		if (sign === "\\") at++;
		else if (sign === "$") return /\s/.test(src.charAt(at - 1)) || goesOn.test(src.slice(at + 1, at + 4)) ? null : at;
	}
	return null;
}

/** Within text it follows the inline rule: `$$` alone is a process id. */
function endOfDisplay(src: string, pos: number, posMax: number): number | null {
	const end = src.indexOf("$$", pos + 2);
	if (end < 0 || end + 2 > posMax || end - pos > mostLetters) return null;
	const content = src.slice(pos + 2, end);
	if (content.trim() === "") return null;
	const isAlone =
		/(?:^|\n)[ \t]*$/.test(src.slice(Math.max(0, pos - 20), pos)) &&
		/^[ \t]*(?:\n|$)/.test(src.slice(end + 2, end + 22));
	return isAlone || content.trim() === content ? end : null;
}

/** Two adjacent words are no product: `$HOME is where 5$` is money or a shell variable. */
const isProse = (content: string): boolean => !content.includes("\\") && /\p{L}{2,} +\p{L}{2,}/u.test(content);

function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const lineAt = (line: number) =>
		state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trimEnd();
	const first = lineAt(startLine);
	if (!first.startsWith("$$") || first.indexOf("$$", 2) >= 0) return false;
	const lines = [first.slice(2)];
	let letters = 0;
	for (let line = startLine + 1; line < endLine && line - startLine < mostLines; line++) {
		if ((state.sCount[line] ?? 0) < state.blkIndent) return false;
		const text = lineAt(line);
		letters += text.length + 1;
		if (letters > mostLetters) return false;
		const end = text.indexOf("$$");
		if (end < 0) {
			lines.push(text);
			continue;
		}
		if (end + 2 !== text.length) return false;
		lines.push(text.slice(0, end));
		const content = lines.join("\n").trim();
		if (content === "") return false;
		if (silent) return true;
		const token = state.push("maths_display", "", 0);
		token.block = true;
		token.content = content;
		token.map = [startLine, line + 1];
		state.line = line + 1;
		return true;
	}
	return false;
}
