import type { Emoji } from "@/lib/realtime/protocol";
import { type EmojiSet, inTone } from "./emoji-data";
import { customIn } from "./emoji-token";
import { recentEmoji } from "./recent-emoji";
import { searchEmoji, searchServerEmoji } from "./search";

/** One cell: the emoji as a token, and its name. */
export type Cell = { key: string; sign: string; name: string; code: string | undefined };
/** A line of the picker: the title of a category, or a row of emoji with the index of its first one. */
export type Line = { key: string; title: string; group: string } | { key: string; from: number; cells: Cell[] };
export type Sheet = { lines: Line[]; cells: Cell[] };

export const groups = ["recent", "server", 0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
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
		serverEmoji = [],
	}: {
		query: string;
		tone: number;
		columns: number;
		titleOf: (group: Group) => string;
		/** The emoji of the server, by name. */
		serverEmoji?: readonly Emoji[];
	},
): Sheet {
	const sheet: Sheet = { lines: [], cells: [] };
	const add = (key: string, cells: Cell[]) => {
		for (let at = 0; at < cells.length; at += columns) {
			const row = cells.slice(at, at + columns);
			sheet.lines.push({ key: `${key} ${at}`, from: sheet.cells.length, cells: row });
			sheet.cells.push(...row);
		}
	};
	const names = new Map(serverEmoji.map(({ id, name }) => [id, name]));
	const tokensOf = (all: readonly Emoji[]) => all.map(({ id, name }) => `:${name}:${id}`);
	const cellOf = (key: string, sign: string): Cell => {
		const custom = customIn(sign);
		// A recent one may have been renamed.
		const name = custom && names.get(custom.id);
		if (name) return { key: `${key} ${custom.id}`, sign: `:${name}:${custom.id}`, name, code: name };
		const emoji = set.bySign.get(sign);
		return { key: `${key} ${sign}`, sign, name: emoji?.name ?? sign, code: emoji?.codes[0] };
	};
	if (query.trim() !== "") {
		add(
			"found",
			[
				...tokensOf(searchServerEmoji(serverEmoji, query)),
				...searchEmoji(set, query, mostFound).map((emoji) => inTone(emoji, tone)),
			].map((sign) => cellOf("found", sign)),
		);
		return sheet;
	}
	for (const group of groups) {
		if (group === "server" && serverEmoji.length === 0) continue;
		const key = String(group);
		sheet.lines.push({ key, title: titleOf(group), group: key });
		const signs =
			group === "recent"
				? recentEmoji(new Set(names.keys()))
				: group === "server"
					? tokensOf(serverEmoji)
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
