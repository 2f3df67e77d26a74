import type { StateBlock } from "markdown-it";
import { beginAt, isInside, maxDepth, mostSearches, pushParagraph, startOf } from "./lines";
import { barsIn, pairsIn } from "./spoilers";

const futile = new WeakMap<StateBlock, number>();

/** ||A spoiler over several paragraphs, lists or code blocks.|| One spoiler, whatever is in it. */
export function spoilerOverBlocks(
	state: StateBlock,
	content: string,
	startLine: number,
	nextLine: number,
	endLine: number,
): boolean {
	if (nextLine >= endLine || state.level >= maxDepth || !content.includes("||")) return false;
	const searches = futile.get(state) ?? 0;
	if (searches > mostSearches) return false;
	const { single } = pairsIn(content);
	const open = single.find((at) => opens(content, at));
	if (open === undefined) return false;
	const { lines, text, start } = linesInside(state, nextLine, endLine);
	// The text before it decides what is code after it.
	const close = closingBar(content.slice(open + 2), text.slice(start));
	const place = lines.findLast(({ at }) => at <= start + close);
	if (close < 0 || !place) {
		futile.set(state, searches + 1);
		return false;
	}
	hideBetween(
		state,
		{ content, startLine, nextLine, open },
		{ line: place.line, at: place.from + start + close - place.at },
	);
	return true;
}

const fromOf = (state: StateBlock, line: number) => Math.min(startOf(state, line), state.eMarks[line] ?? 0);

type Line = { line: number; from: number; to: number; at: number };
type Lines = { lines: Line[]; text: string };

const lastLines = new WeakMap<StateBlock, Lines & { endLine: number; indent: number }>();

/** Whether a line is still what it was: quotes move its start while they are parsed, and spoilers its end. */
const isUnmoved = (state: StateBlock, { line, from, to }: Line) =>
	from === fromOf(state, line) && to === state.eMarks[line];

/**
 * The lines of the block from `first` on, their text, and the offset in it where `first` starts. A message of many
 * spoilers asks for almost the same lines each time.
 */
function linesInside(state: StateBlock, first: number, endLine: number): Lines & { start: number } {
	const known = lastLines.get(state);
	if (known?.endLine === endLine && known.indent === state.blkIndent) {
		const [begin, end] = [known.lines.find(({ line }) => line === first), known.lines.at(-1)];
		if (begin && end && isUnmoved(state, begin) && isUnmoved(state, end)) return { ...known, start: begin.at };
	}
	const lines: Line[] = [];
	let text = "";
	for (let line = first; line < endLine && isInside(state, line); line++) {
		const [from, to] = [fromOf(state, line), state.eMarks[line] ?? 0];
		lines.push({ line, from, to, at: text.length });
		text += `${state.src.slice(from, to)}\n`;
	}
	lastLines.set(state, { lines, text, endLine, indent: state.blkIndent });
	return { lines, text, start: 0 };
}

const opens = (text: string, at: number) =>
	/^[^\s|]|^\s*\n/.test(text.slice(at + 2, at + 12)) || text.slice(at + 2).trim() === "";

function closingBar(before: string, text: string): number {
	const all = `${before}\n${text}`;
	const shift = before.length + 1;
	for (const at of barsIn(all)) {
		if (at < shift) continue;
		const closes =
			/\S/.test(all.charAt(at - 1)) ||
			(/(?:^|\n)[ \t]*$/.test(all.slice(Math.max(0, at - 20), at)) &&
				/^[ \t]*(?:\n|$)/.test(all.slice(at + 2, at + 22)));
		if (closes) return at - shift;
	}
	return -1;
}

type Opening = { content: string; startLine: number; nextLine: number; open: number };

function hideBetween(
	state: StateBlock,
	{ content, startLine, nextLine, open }: Opening,
	end: { line: number; at: number },
): void {
	pushParagraph(state, content.slice(0, open), startLine, nextLine);
	state.push("spoiler_open", "div", 1);
	const inside = content.slice(open + 2);
	// Of the paragraph that begins it, the number of lines after the opening bars; the first of them begins there.
	const first = nextLine - inside.split("\n").length;
	const firstAt = (state.eMarks[first] ?? 0) - (inside.split("\n")[0] ?? "").length;
	const { lineMax } = state;
	const endMark = state.eMarks[end.line] ?? 0;
	beginAt(state, first, firstAt);
	state.eMarks[end.line] = end.at;
	state.lineMax = end.line + 1;
	state.md.block.tokenize(state, first, end.line + 1);
	state.lineMax = lineMax;
	state.eMarks[end.line] = endMark;
	state.push("spoiler_close", "div", -1);
	const hasMore = state.src.slice(end.at + 2, endMark).trim() !== "";
	if (hasMore) beginAt(state, end.line, end.at + 2);
	state.line = hasMore ? end.line : end.line + 1;
}
