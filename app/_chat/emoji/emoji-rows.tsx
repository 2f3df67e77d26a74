"use client";

import type { RefObject } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { classNames } from "@/app/_ui/class-names";
import type { Cell, Line } from "./emoji-grid";
import { EmojiSign } from "./emoji-sign";

type Props = {
	lines: Line[];
	list: RefObject<VirtualizerHandle | null>;
	/** The number of columns on a phone, where they are in the middle; null elsewhere. */
	sheetColumns: number | null;
	/** The number of the active emoji among all of them. */
	active: number | null;
	idOf: (index: number) => string;
	onActivate: (index: number) => void;
	onPick: (cell: Cell) => void;
};

/** The titles of the categories and the rows of emoji. The search field keeps the focus: the emoji are its listbox. */
export function EmojiRows({ lines, list, sheetColumns, active, idOf, onActivate, onPick }: Props) {
	return (
		<Virtualizer ref={list} data={lines}>
			{(line) =>
				"title" in line ? (
					<p key={line.key} role="presentation" className="px-1 pt-2.5 pb-1 text-xs font-semibold text-text-faint">
						{line.title}
					</p>
				) : (
					<div
						key={line.key}
						role="presentation"
						className={classNames(
							"flex",
							sheetColumns !== null &&
								"mx-auto w-[calc(var(--columns)*2.3125rem)] max-md:w-[calc(var(--columns)*2.75rem)]",
						)}
						style={{ "--columns": sheetColumns } as React.CSSProperties}
					>
						{line.cells.map((cell, n) => {
							const index = line.from + n;
							return (
								<button
									key={cell.key}
									id={idOf(index)}
									type="button"
									role="option"
									tabIndex={-1}
									aria-selected={active === index}
									aria-label={cell.name}
									title={cell.code ? `${cell.name}  :${cell.code}:` : cell.name}
									onPointerMove={() => onActivate(index)}
									onClick={() => onPick(cell)}
									className={classNames(
										"grid size-[2.3125rem] shrink-0 place-items-center rounded-md text-[1.375rem] leading-none max-md:size-11",
										active === index && "bg-selected outline-2 -outline-offset-2 outline-focus",
									)}
								>
									<span aria-hidden="true" className="grid">
										<EmojiSign token={cell.sign} />
									</span>
								</button>
							);
						})}
					</div>
				)
			}
		</Virtualizer>
	);
}
