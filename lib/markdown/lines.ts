import type { StateBlock } from "markdown-it";

/** The maximum nesting; deeper markup is plain text. */
export const maxDepth = 12;

/** After this many unclosed openings no more closings are searched for. */
export const mostSearches = 5;

export const startOf = (state: StateBlock, line: number) => (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
export const isInside = (state: StateBlock, line: number) =>
	state.isEmpty(line) || (state.sCount[line] ?? 0) >= state.blkIndent;
export const textOf = (state: StateBlock, line: number) => state.src.slice(startOf(state, line), state.eMarks[line]);

/** Makes a line begin at an offset within it. */
export function beginAt(state: StateBlock, line: number, at: number): void {
	const text = state.src.slice(at, state.eMarks[line]);
	const blanks = text.length - text.trimStart().length;
	state.bMarks[line] = at + blanks;
	state.tShift[line] = 0;
	state.sCount[line] = state.blkIndent;
}

export function pushParagraph(state: StateBlock, content: string, startLine: number, endLine: number): void {
	const text = content.replace(/^(?:[ \t]*\n)+/, "").trimEnd();
	if (text === "") return;
	state.push("paragraph_open", "p", 1).map = [startLine, endLine];
	const token = state.push("inline", "", 0);
	token.content = text;
	token.map = [startLine, endLine];
	token.children = [];
	state.push("paragraph_close", "p", -1);
}
