"use client";

import { Search } from "lucide-react";
import { type ComponentProps, type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { useSaveSettings } from "@/app/_client/account-settings/use-settings";
import { chosenTone } from "@/app/_client/emoji/skin-tone";
import { useServerEmoji } from "@/app/_client/emoji/use-server-emoji";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { Spinner } from "@/app/_ui/spinner";
import type { Emoji } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import { CategoryTabs } from "./category-tabs";
import { type Cell, type Group, lineOf, sheetOf, step } from "./emoji-grid";
import { EmojiRows } from "./emoji-rows";
import { EmojiSign } from "./emoji-sign";
import { rememberEmoji } from "./recent-emoji";
import { SkinTonePicker } from "./skin-tone-picker";
import { useEmojiSet } from "./use-emoji-set";

/** The number of columns on a phone, with thumb-sized cells. */
const columnsOfSheet = () => {
	const cell = matchMedia("(width < 48rem)").matches ? 44 : 37;
	return Math.max(5, Math.floor((innerWidth - 12) / cell));
};

const noEmoji: Emoji[] = [];
const moves = new Set(["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"]);

/**
 * All emoji, by category and by search. The field keeps the focus: arrows move among the emoji, Enter takes the active
 * one.
 */
export function EmojiPicker({ isSheet, onPick }: { isSheet: boolean; onPick: (emoji: string) => void }) {
	const t = useTranslations("emoji");
	const id = useId();
	const list = useRef<VirtualizerHandle>(null);
	const { set, failed, retry } = useEmojiSet();
	const { serverId } = useMentionContext();
	const { emoji: serverEmoji = noEmoji } = useServerEmoji(serverId);
	const serverName = useMemberServer(serverId)?.name;
	const [query, setQuery] = useState("");
	const [tone, setTone] = useState(chosenTone);
	const save = useSaveSettings();
	const [marked, setMarked] = useState<number | null>(null);
	const [columns] = useState(() => (isSheet ? columnsOfSheet() : 9));
	const sheet = useMemo(() => {
		const titleOf = (group: Group) => (group === "server" && serverName) || t(`groups.${group}`);
		return set && sheetOf(set, { query, tone, columns, serverEmoji, titleOf });
	}, [set, query, tone, columns, serverEmoji, serverName, t]);
	const active = marked ?? (query === "" ? null : 0);
	const cell = active === null ? undefined : sheet?.cells[active];

	const search = (next: string) => {
		setQuery(next);
		setMarked(null);
	};
	const pick = ({ sign }: Cell) => {
		rememberEmoji(sign);
		onPick(sign);
	};
	const showGroup = (group: Group) => {
		search("");
		// The categories are mounted again with the next frame.
		requestAnimationFrame(() => {
			const whole = set && sheetOf(set, { query: "", tone, columns, serverEmoji, titleOf: String });
			const line = whole?.lines.findIndex((line) => "title" in line && line.group === String(group)) ?? -1;
			if (line >= 0) list.current?.scrollToIndex(line, { align: "start" });
		});
	};
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
		if (!sheet || event.nativeEvent.isComposing || event.keyCode === 229) return;
		if (event.key === "Enter") {
			event.preventDefault();
			if (cell) pick(cell);
			return;
		}
		// Without an active emoji, horizontal arrows move the caret.
		const isOfField = /^(ArrowLeft|ArrowRight|Home|End)$/.test(event.key) && marked === null;
		if (!moves.has(event.key) || isOfField || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
		event.preventDefault();
		const next = marked === null && query === "" ? 0 : step(sheet, active ?? 0, event.key);
		setMarked(next);
		list.current?.scrollToIndex(lineOf(sheet, next), { align: "nearest" });
	};
	const idOf = (index: number) => `${id}-${index}`;
	return (
		<div className={classNames("relative flex min-h-0 flex-1 flex-col", !isSheet && "w-[21.75rem]")}>
			<div className="flex items-center gap-1.5 p-1.5 pb-1">
				<SearchField
					aria-expanded={sheet !== null}
					aria-controls={`${id}-sheet`}
					aria-activedescendant={active !== null && cell ? idOf(active) : undefined}
					value={query}
					onChange={(event) => search(event.target.value)}
					onKeyDown={onKeyDown}
				/>
				<SkinTonePicker
					tone={tone}
					onTone={(next) => {
						setTone(next);
						save({ emojiTone: next });
					}}
				/>
			</div>
			<CategoryTabs hasServer={serverEmoji.length > 0} onGroup={showGroup} />
			<div
				id={`${id}-sheet`}
				role="listbox"
				aria-label={t("title")}
				// A list box without options is only valid while they load.
				aria-busy={!set && !failed}
				className={classNames(
					"min-h-40 overflow-y-auto overscroll-contain px-1.5",
					isSheet ? "flex-1" : "h-[16.5rem] shrink",
				)}
			>
				{failed ? (
					<p role="alert" className="p-3 text-meta text-text-muted">
						{t("failed")}{" "}
						<button type="button" className="link" onClick={retry}>
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
					<EmojiRows
						lines={sheet.lines}
						list={list}
						sheetColumns={isSheet ? columns : null}
						active={active}
						idOf={idOf}
						onActivate={setMarked}
						onPick={pick}
					/>
				)}
			</div>
			<Preview cell={cell} />
			<p role="status" className="sr-only">
				{query !== "" && sheet ? t("count", { count: sheet.cells.length }) : ""}
			</p>
		</div>
	);
}

function SearchField({ "aria-expanded": isExpanded, ...props }: ComponentProps<"input">) {
	const t = useTranslations("emoji");
	return (
		<label className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)] max-md:h-11">
			<Search size="0.9375rem" aria-hidden="true" className="shrink-0 text-text-faint" />
			<input
				{...props}
				dir="auto"
				type="text"
				role="combobox"
				aria-expanded={isExpanded}
				aria-label={t("search")}
				placeholder={t("search")}
				autoComplete="off"
				className="min-w-0 flex-1 bg-transparent text-sm outline-none max-md:text-base"
			/>
		</label>
	);
}

/** The active emoji with its name and code. */
function Preview({ cell }: { cell: Cell | undefined }) {
	const t = useTranslations("emoji");
	return (
		<p aria-hidden="true" className="flex h-9 items-center gap-2 border-t px-3 text-meta text-text-muted">
			{cell ? (
				<>
					<span className="text-[1.25rem] leading-none">
						<EmojiSign token={cell.sign} />
					</span>
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
	);
}
