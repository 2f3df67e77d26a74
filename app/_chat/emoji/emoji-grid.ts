import { type EmojiSet, inTone } from "./emoji-data";
import { recentEmoji } from "./recent-emoji";
import { searchEmoji } from "./search";

/** One cell: the emoji as it would be inserted, and its name. */
export type Cell = { key: string; sign: string; name: string; code: string | undefined };
/** A line of the picker: the title of a category, or a row of emoji with the index of its first one. */
export type Line = { key: string; title: string; group: string } | { key: string; from: number; cells: Cell[] };
export type Sheet = { lines: Line[]; cells: Cell[] };

export const groups = ["recent", 0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type Group = (typeof groups)[number];

const mostFound = 160;

/** The content of the picker: all categories, or the search results. */
export function sheetOf(
	set: EmojiSet,
	{
		query,
		tone,
		columns,
		titleOf,
	}: { query: string; tone: number; columns: number; titleOf: (group: Group) => string },
): Sheet {
	const sheet: Sheet = { lines: [], cells: [] };
	const add = (key: string, cells: Cell[]) => {
		for (let at = 0; at < cells.length; at += columns) {
			const row = cells.slice(at, at + columns);
			sheet.lines.push({ key: `${key} ${at}`, from: sheet.cells.length, cells: row });
			sheet.cells.push(...row);
		}
	};
	const cellOf = (key: string, sign: string): Cell => {
		const emoji = set.bySign.get(sign);
		return { key: `${key} ${sign}`, sign, name: emoji?.name ?? sign, code: emoji?.codes[0] };
	};
	if (query.trim() !== "") {
		add(
			"found",
			searchEmoji(set, query, mostFound).map((emoji) => cellOf("found", inTone(emoji, tone))),
		);
		return sheet;
	}
	for (const group of groups) {
		const key = String(group);
		sheet.lines.push({ key, title: titleOf(group), group: key });
		const signs =
			group === "recent"
				? recentEmoji()
				: set.all.filter((emoji) => emoji.group === group).map((emoji) => inTone(emoji, tone));
		add(
			key,
			signs.map((sign) => cellOf(key, sign)),
		);
	}
	return sheet;
}

/** The line that holds a cell. */
export const lineOf = ({ lines }: Sheet, index: number): number =>
	lines.findIndex((line) => "cells" in line && index >= line.from && index < line.from + line.cells.length);

/** The cell that an arrow key leads to: up and down keep the column if the rows allow it. */
export function step({ lines, cells }: Sheet, at: number, key: string): number {
	const rows = lines.flatMap((line) => ("cells" in line ? [line] : []));
	const row = rows.findIndex(({ from, cells: held }) => at >= from && at < from + held.length);
	const column = at - (rows[row]?.from ?? 0);
	const inRow = (n: number) => {
		const next = rows[n];
		return next ? next.from + Math.min(column, next.cells.length - 1) : at;
	};
	switch (key) {
		case "ArrowRight":
			return Math.min(cells.length - 1, at + 1);
		case "ArrowLeft":
			return Math.max(0, at - 1);
		case "ArrowDown":
			return inRow(row + 1);
		case "ArrowUp":
			return inRow(row - 1);
		case "Home":
			return 0;
		case "End":
			return cells.length - 1;
		default:
			return at;
	}
}
