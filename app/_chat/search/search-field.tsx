"use client";

import { Search, X } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { type FilterName, filters } from "./filters";

type Props = {
	id: string;
	field: RefObject<HTMLInputElement | null>;
	text: string;
	/** The key of the result that Enter opens. */
	current: string | null;
	suggestions: string[];
	isLooking: boolean;
	hasOffers: boolean;
	onType: (text: string) => void;
	onTake: (value: string) => void;
	onBegin: (name: FilterName) => void;
	onKeyDown: (event: KeyboardEvent) => void;
};

const longest = 256;

/** The search field, with filters and suggestions for their values. */
export function SearchField(props: Props) {
	const { id, field, text, current, suggestions, isLooking, hasOffers, onType, onTake, onBegin, onKeyDown } = props;
	const t = useTranslations("search");
	return (
		<div className="shrink-0 px-3 pt-3">
			<div className="flex h-9 items-center gap-2 rounded-md border border-line-strong bg-surface ps-2.5 focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)] max-md:h-11">
				<Search size="1rem" aria-hidden="true" className="shrink-0 text-text-faint" />
				<input
					dir="auto"
					ref={field}
					data-search-field
					type="text"
					role="combobox"
					aria-label={t("label")}
					aria-expanded={hasOffers}
					aria-controls={hasOffers ? `${id}-${suggestions.length > 0 ? "list" : "results"}` : undefined}
					aria-activedescendant={current === null ? undefined : `${id}-${current}`}
					aria-autocomplete="list"
					placeholder={t("placeholder")}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					enterKeyHint="search"
					maxLength={longest}
					value={text}
					onChange={(event) => onType(event.target.value)}
					onKeyDown={onKeyDown}
					className="h-full min-w-0 flex-1 bg-transparent text-sm outline-none max-md:text-base"
				/>
				{text !== "" && (
					<button
						type="button"
						aria-label={t("clear")}
						onClick={() => {
							onType("");
							field.current?.focus();
						}}
						className="grid size-8 shrink-0 place-items-center rounded-md text-text-muted hover:text-text max-md:size-11"
					>
						<X size="1rem" aria-hidden="true" />
					</button>
				)}
			</div>
			{suggestions.length > 0 ? (
				<div
					id={`${id}-list`}
					role="listbox"
					aria-label={t("suggestions")}
					className="mt-1 rounded-md border bg-overlay p-1"
				>
					{suggestions.map((value) => (
						// The field keeps the focus and handles the keys.
						// biome-ignore lint/a11y/useKeyWithClickEvents: see above.
						// biome-ignore lint/a11y/useFocusableInteractive: see above.
						<div
							key={value}
							id={`${id}-s-${value}`}
							role="option"
							aria-selected={current === `s-${value}`}
							onPointerDown={(event) => event.preventDefault()}
							onClick={() => onTake(value)}
							className={classNames(
								"flex min-h-8 cursor-pointer items-center truncate rounded-sm px-2 text-sm hover:bg-surface-hover max-md:min-h-11",
								current === `s-${value}` && "bg-selected",
							)}
						>
							{value}
						</div>
					))}
				</div>
			) : (
				<ul
					aria-label={t("filters")}
					className={classNames("mt-2 flex gap-1.5 overflow-x-auto", text !== "" && "max-md:hidden")}
				>
					{filters.map((name) => (
						<li key={name}>
							<button
								type="button"
								onClick={() => onBegin(name)}
								className="rounded-full border px-2 py-0.5 text-xs whitespace-nowrap text-text-muted hover:bg-surface-hover hover:text-text max-md:min-h-11 max-md:px-3.5"
							>
								{name}:
							</button>
						</li>
					))}
				</ul>
			)}
			<p role="status" className="sr-only">
				{isLooking ? t("looking") : suggestions.length > 0 ? t("suggested", { count: suggestions.length }) : ""}
			</p>
		</div>
	);
}
