import MarkdownIt, { type StateBlock } from "markdown-it";
import { spoilerOverBlocks } from "./block-spoilers";
import { beginAt, isInside, maxDepth, mostSearches, pushParagraph, startOf, textOf } from "./lines";

type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;

const plain = new MarkdownIt();
/** The library's own rule of this name. */
function original(name: string): BlockRule {
	plain.block.ruler.enableOnly([name]);
	const [rule] = plain.block.ruler.getRules("");
	if (!rule) throw new Error(`There is no rule called ${name}.`);
	return rule as BlockRule;
}
const [list, blockquote, heading, table] = ["list", "blockquote", "heading", "table"].map(original) as [
	BlockRule,
	BlockRule,
	BlockRule,
	BlockRule,
];

export function withBlocks(markdown: InstanceType<typeof MarkdownIt>): void {
	const { ruler } = markdown.block;
	const everywhere = { alt: ["paragraph", "reference", "blockquote", "list"] };
	ruler.before("table", "end_of_block", endOfBlock, { alt: ["blockquote"] });
	ruler.at("table", boundedTable, { alt: ["paragraph", "reference"] });
	ruler.at("fence", fence, everywhere);
	ruler.at("blockquote", quote, everywhere);
	ruler.at("list", boundedList, { alt: ["paragraph", "reference", "blockquote"] });
	ruler.at("heading", filledHeading, { alt: ["paragraph", "reference", "blockquote"] });
	ruler.at("paragraph", paragraph);
}

/** A quote ends with the last line that begins with `>`, and a table with the last that has a bar. */
const endOfBlock: BlockRule = (state, startLine, _endLine, silent) =>
	silent &&
	((state.parentType as string) === "blockquote" ||
		((state.parentType as string) === "table" && !textOf(state, startLine).includes("|")));

/** `>:(` and `>_<` are emoticons. */
const face = /^>(?:[:;.,_=^-]|\w?<)/;

const quote: BlockRule = (state, startLine, endLine, silent) =>
	state.level < maxDepth && !face.test(textOf(state, startLine)) && blockquote(state, startLine, endLine, silent);

/** `007.` is no list number: it would be shown as another one. */
const boundedList: BlockRule = (state, startLine, endLine, silent) =>
	state.level < maxDepth && !/^0\d/.test(textOf(state, startLine)) && list(state, startLine, endLine, silent);

const filledHeading: BlockRule = (state, startLine, endLine, silent) =>
	!/^#+\s*$/.test(textOf(state, startLine)) && heading(state, startLine, endLine, silent);

/** Larger tables are for documents, and take too long to render. */
const mostColumns = 20;
const mostCells = 600;

const boundedTable: BlockRule = (state, startLine, endLine, silent) => {
	const columns = textOf(state, startLine).split("|").length - 1;
	if (columns === 0 || columns > mostColumns || state.level >= maxDepth) return false;
	if (startLine + 1 >= endLine || !/^[-:|\s]+$/.test(textOf(state, startLine + 1))) return false;
	const last = startLine + mostCells / columns;
	const refused = refusedTables.get(state) ?? 0;
	if (refused > mostSearches) return false;
	const width = cellsIn(textOf(state, startLine));
	for (let line = startLine; line < endLine; line++) {
		const text = textOf(state, line);
		if (!text.includes("|")) break;
		// Cells beyond the last column would not be shown.
		if (line <= last && cellsIn(text) <= width) continue;
		refusedTables.set(state, refused + 1);
		return false;
	}
	return table(state, startLine, endLine, silent);
};

const refusedTables = new WeakMap<StateBlock, number>();

function cellsIn(row: string): number {
	let bars = 0;
	for (let at = row.indexOf("|"); at >= 0; at = row.indexOf("|", at + 1)) if (row[at - 1] !== "\\") bars++;
	const text = row.trim();
	const isClosed = text.length > 1 && text.endsWith("|") && !text.endsWith("\\|");
	return bars + 1 - (text.startsWith("|") ? 1 : 0) - (isClosed ? 1 : 0);
}

const opening = /^(`{3,}|~{3,})([^`\n]*)$/;
/** A language name; any other text after the backticks is the first line of the code. */
const language = /^\s*(?:[\w+#.-]{1,20}(?:\s*[,{].*|\s+[\w-]+=".*)?)?\s*$/;

/** A code block between lines of backticks. It may also end behind its last line, and text may follow. */
function fence(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const indent = state.sCount[startLine] ?? 0;
	if (indent - state.blkIndent >= 4) return false;
	const [, signs, info = ""] = opening.exec(textOf(state, startLine)) ?? [];
	if (!signs) return false;
	const isTicks = signs[0] === "`";
	const closing = new RegExp(`(?<!${signs[0]})${signs[0]}{${signs.length},}(?=\\s|$)`);
	const lines: string[] = [];
	let line = startLine + 1;
	let rest = -1;
	let isClosed = false;
	for (; line < endLine && !isClosed; line++) {
		if (!isInside(state, line)) break;
		const text = state.getLines(line, line + 1, indent, false);
		const end = closing.exec(text);
		if (!end || (!isTicks && text.trim() !== end[0])) {
			lines.push(text);
			continue;
		}
		const before = text.slice(0, end.index);
		if (before.trim() !== "") lines.push(before);
		const behind = text.slice(end.index + end[0].length);
		rest = behind.trim() === "" ? -1 : (state.eMarks[line] ?? 0) - behind.length;
		isClosed = true;
	}
	// Backticks followed by nothing are no code, whatever text is after them.
	if (!isClosed && line === startLine + 1 && info.trim() !== "") return false;
	if (silent) return true;
	const token = state.push("fence", "code", 0);
	token.info = language.test(info) ? info : "";
	token.content = (language.test(info) ? lines : [info, ...lines]).join("\n");
	token.map = [startLine, line];
	if (rest >= 0) beginAt(state, line - 1, rest);
	state.line = rest >= 0 ? line - 1 : line;
	return true;
}

/**
 * A paragraph, up to an empty line or another block. A line that is not indented like its list item does not belong to
 * it.
 */
function paragraph(state: StateBlock, startLine: number, endLine: number): boolean {
	const rules = state.md.block.ruler.getRules("paragraph");
	const outside = state.parentType;
	state.parentType = "paragraph" as typeof outside;
	let line = startLine + 1;
	for (; line < endLine && !state.isEmpty(line); line++) {
		const indent = (state.sCount[line] ?? 0) - state.blkIndent;
		if (indent < 0) break;
		if (indent <= 3 && rules.some((rule) => rule(state, line, endLine, true))) break;
		if (opensFence(state, line - 1, endLine) >= 0) break;
	}
	state.parentType = outside;
	const content = state.getLines(startLine, line, state.blkIndent, false);
	const last = line - 1;
	if (spoilerOverBlocks(state, content, startLine, line, endLine)) return true;
	const at = opensFence(state, last, endLine);
	if (at >= 0) {
		const width = (state.eMarks[last] ?? 0) - at;
		pushParagraph(state, content.slice(0, content.length - width), startLine, line);
		beginAt(state, last, at);
		return fence(state, last, endLine, false);
	}
	state.line = line;
	pushParagraph(state, content, startLine, line);
	return true;
}

/** The offset of a fence that begins behind text of a line and is closed further down; -1 if there is none. */
function opensFence(state: StateBlock, line: number, endLine: number): number {
	const text = textOf(state, line);
	const found = /[^`](```[\w+#.-]{0,20})\s*$/.exec(text);
	if (!found || text.split("```").length % 2 === 1 || line >= lastFence(state)) return -1;
	for (let next = line + 1; next < endLine && isInside(state, next); next++)
		if (closingTicks.test(textOf(state, next))) return startOf(state, line) + found.index + 1;
	return -1;
}

const closingTicks = /(?<!`)```(?=\s|$)/;
const lastFences = new WeakMap<StateBlock, number>();

/** The last line of a text that could end a code block. */
function lastFence(state: StateBlock): number {
	let line = lastFences.get(state);
	if (line === undefined) {
		line = state.lineMax - 1;
		while (line > 0 && !closingTicks.test(textOf(state, line))) line--;
		lastFences.set(state, line);
	}
	return line;
}
