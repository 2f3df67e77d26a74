"use client";

import { Check } from "lucide-react";
import { setSearch, useSearchState } from "@/app/_client/search/search-state";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";

/** The number of results, the scope, and the order. */
export function SearchOptions({ total }: { total: number | null }) {
	const t = useTranslations("search");
	const { sort, everywhere } = useSearchState();
	return (
		<div className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b px-3 py-2 text-meta max-md:flex-nowrap max-md:overflow-x-auto max-md:py-0 max-md:whitespace-nowrap">
			<span role="status" className="me-auto text-text-muted">
				{total !== null && t("total", { count: total })}
			</span>
			<fieldset className="flex" aria-label={t("where")}>
				<Choice isChosen={!everywhere} onChoose={() => setSearch({ everywhere: false, marked: null })}>
					{t("here")}
				</Choice>
				<Choice isChosen={everywhere} onChoose={() => setSearch({ everywhere: true, marked: null })}>
					{t("everywhere")}
				</Choice>
			</fieldset>
			<fieldset className="flex" aria-label={t("order")}>
				<Choice isChosen={sort === "newest"} onChoose={() => setSearch({ sort: "newest", marked: null })}>
					{t("newest")}
				</Choice>
				<Choice isChosen={sort === "relevance"} onChoose={() => setSearch({ sort: "relevance", marked: null })}>
					{t("best")}
				</Choice>
			</fieldset>
		</div>
	);
}

function Choice({ isChosen, onChoose, children }: { isChosen: boolean; onChoose: () => void; children: string }) {
	return (
		<button
			type="button"
			aria-pressed={isChosen}
			onClick={onChoose}
			className={classNames(
				"flex h-7 items-center gap-1 rounded-md px-2 max-md:h-11",
				isChosen ? "bg-surface-hover font-semibold text-text" : "text-text-muted hover:text-text",
			)}
		>
			{isChosen && <Check size="0.8125rem" aria-hidden="true" />}
			{children}
		</button>
	);
}
