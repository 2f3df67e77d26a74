"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useLocale } from "use-intl/react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { Spinner } from "@/app/_ui/spinner";
import { CategoryTabs } from "./category-tabs";
import { type EmojiSet, loadEmoji } from "./emoji-data";
import { type Cell, type Group, sheetOf, step } from "./emoji-grid";
import { chosenTone, rememberEmoji, rememberTone } from "./recent-emoji";
import { SkinTonePicker } from "./skin-tone-picker";

/** The number of columns on a phone, with thumb-sized cells. */
const columnsOfSheet = () => {
	const cell = matchMedia("(width < 48rem)").matches ? 44 : 37;
	return Math.max(5, Math.floor((innerWidth - 12) / cell));
};

const moves = new Set(["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"]);

/**
 * All emoji, by category and by search. The field keeps the focus: arrows move among the emoji, Enter takes the active
 * one.
 */
export function EmojiPicker({ isSheet, onPick }: { isSheet: boolean; onPick: (emoji: string) => void }) {
	const t = useTranslations("emoji");
	const locale = useLocale();
	const id = useId();
	const list = useRef<VirtualizerHandle>(null);
	const [set, setSet] = useState<EmojiSet | "failed" | null>(null);
	const [tries, setTries] = useState(0);
	const [query, setQuery] = useState("");
	const [tone, setTone] = useState(chosenTone);
	const [marked, setMarked] = useState<number | null>(null);
	const [columns] = useState(() => (isSheet ? columnsOfSheet() : 9));

	// biome-ignore lint/correctness/useExhaustiveDependencies: a retry loads again.
	useEffect(() => {
		let isHere = true;
		loadEmoji(locale).then(
			(all) => isHere && setSet(all),
			() => isHere && setSet("failed"),
		);
		return () => {
			isHere = false;
		};
	}, [locale, tries]);

	const sheet = useMemo(
		() =>
			set === null || set === "failed"
				? null
				: sheetOf(set, { query, tone, columns, titleOf: (group: Group) => t(`groups.${group}`) }),
		[set, query, tone, columns, t],
	);
	const at = marked ?? (query === "" ? null : 0);
	const cell = at === null ? undefined : sheet?.cells[at];
	const take = ({ sign }: Cell) => {
		rememberEmoji(sign);
		onPick(sign);
	};
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
		if (!sheet || event.nativeEvent.isComposing || event.keyCode === 229) return;
		if (event.key === "Enter") {
			event.preventDefault();
			if (cell) take(cell);
			return;
		}
		// Without an active emoji, horizontal arrows move the caret.
		const isOfField = /^(ArrowLeft|ArrowRight|Home|End)$/.test(event.key) && marked === null;
		if (!moves.has(event.key) || isOfField || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
		event.preventDefault();
		const next = marked === null && query === "" ? 0 : step(sheet, at ?? 0, event.key);
		setMarked(next);
		const line = sheet.lines.findIndex(
			(one) => "cells" in one && next >= one.from && next < one.from + one.cells.length,
		);
		list.current?.scrollToIndex(line, { align: "nearest" });
	};
	const idOf = (n: number) => `${id}-${n}`;
	return (
		<div className={classNames("relative flex min-h-0 flex-1 flex-col", !isSheet && "w-[21.75rem]")}>
			<div className="flex items-center gap-1.5 p-1.5 pb-1">
				<label className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)] max-md:h-11">
					<Search size="0.9375rem" aria-hidden="true" className="shrink-0 text-text-faint" />
					<input
						dir="auto"
						type="text"
						role="combobox"
						aria-expanded={sheet !== null}
						aria-controls={`${id}-sheet`}
						aria-activedescendant={at !== null && cell ? idOf(at) : undefined}
						aria-label={t("search")}
						placeholder={t("search")}
						autoComplete="off"
						value={query}
						onChange={(event) => {
							setQuery(event.target.value);
							setMarked(null);
						}}
						onKeyDown={onKeyDown}
						className="min-w-0 flex-1 bg-transparent text-sm outline-none max-md:text-base"
					/>
				</label>
				<SkinTonePicker
					tone={tone}
					onTone={(next) => {
						setTone(next);
						rememberTone(next);
					}}
				/>
			</div>
			<CategoryTabs
				onGroup={(group) => {
					setQuery("");
					setMarked(null);
					// The categories are mounted again with the next frame.
					requestAnimationFrame(() => {
						const line = set && set !== "failed" ? lineOf(set, group) : -1;
						if (line >= 0) list.current?.scrollToIndex(line, { align: "start" });
					});
				}}
			/>
			<div
				id={`${id}-sheet`}
				role="listbox"
				aria-label={t("title")}
				className={classNames(
					"min-h-40 overflow-y-auto overscroll-contain px-1.5",
					isSheet ? "flex-1" : "h-[16.5rem] shrink",
				)}
			>
				{set === "failed" ? (
					<p role="alert" className="p-3 text-meta text-text-muted">
						{t("failed")}{" "}
						<button type="button" className="link" onClick={() => setTries((count) => count + 1)}>
							{t("tryAgain")}
						</button>
					</p>
				) : !sheet ? (
					<div className="grid h-full place-items-center text-text-faint">
						<Spinner />
					</div>
				) : sheet.cells.length === 0 ? (
					<p className="p-3 text-meta text-text-muted">{t("none", { query })}</p>
				) : (
					<Virtualizer ref={list} data={sheet.lines}>
						{(line) =>
							"title" in line ? (
								<p
									key={line.key}
									role="presentation"
									className="px-1 pt-2.5 pb-1 text-xs font-semibold text-text-faint"
								>
									{line.title}
								</p>
							) : (
								<div key={line.key} role="presentation" className={classNames("flex", isSheet && "justify-center")}>
									{line.cells.map((one, n) => (
										<button
											key={one.key}
											id={idOf(line.from + n)}
											type="button"
											role="option"
											tabIndex={-1}
											aria-selected={at === line.from + n}
											aria-label={one.name}
											title={one.code ? `${one.name}  :${one.code}:` : one.name}
											onPointerMove={() => setMarked(line.from + n)}
											onClick={() => take(one)}
											className={classNames(
												"grid size-[2.3125rem] shrink-0 place-items-center rounded-md text-[1.375rem] leading-none max-md:size-11",
												at === line.from + n && "bg-selected outline-2 -outline-offset-2 outline-focus",
											)}
										>
											<span aria-hidden="true">{one.sign}</span>
										</button>
									))}
								</div>
							)
						}
					</Virtualizer>
				)}
			</div>
			<p aria-hidden="true" className="flex h-9 items-center gap-2 border-t px-3 text-meta text-text-muted">
				{cell ? (
					<>
						<span className="text-[1.25rem] leading-none">{cell.sign}</span>
						<span dir="auto" className="min-w-0 truncate">
							{cell.name}
						</span>
						{cell.code && (
							<span dir="auto" className="min-w-0 truncate text-text-faint">
								:{cell.code}:
							</span>
						)}
					</>
				) : (
					t("hint")
				)}
			</p>
			<p role="status" className="sr-only">
				{query !== "" && sheet ? t("count", { count: sheet.cells.length }) : ""}
			</p>
		</div>
	);

	function lineOf(all: EmojiSet, group: Group): number {
		const whole = sheetOf(all, { query: "", tone, columns, titleOf: String });
		return whole.lines.findIndex((line) => "title" in line && line.group === String(group));
	}
}
