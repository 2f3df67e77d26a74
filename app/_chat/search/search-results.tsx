"use client";

import { Search as SearchIcon, SearchX } from "lucide-react";
import { useMemo } from "react";
import { asApiError } from "@/app/_client/api";
import type { Search } from "@/app/_client/search/use-search";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Skeleton } from "@/app/_ui/skeleton";
import type { SearchResult } from "@/lib/realtime/protocol";
import { useDistinctAuthors } from "../users/avatar-palettes";
import { SearchResultRow } from "./search-result";

type Props = {
	id: string;
	search: Search;
	/** The searched query; empty before the first. */
	asked: string;
	place: string;
	everywhere: boolean;
	current: string | null;
	onJump: (result: SearchResult) => void;
};

/** The results of a search, or the reason there are none. */
export function SearchResults({ id, search, asked, place, everywhere, current, onJump }: Props) {
	const t = useTranslations("search");
	const { results, error, isLoading, hasMore } = search;
	useDistinctAuthors(useMemo(() => results.map(({ message }) => message), [results]));
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
		<div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2" tabIndex={0} aria-busy={isLoading}>
			{asked === "" ? (
				<Sentence title={everywhere ? t("firstEverywhere") : t("first", { server: place })} text={t("firstText")} />
			) : error && results.length === 0 ? (
				<Failure error={error} onRetry={search.retry} />
			) : isLoading ? (
				<Skeletons label={t("looking")} />
			) : results.length === 0 ? (
				<div role="status" className="p-2">
					{isShort(asked) ? (
						<EmptyState
							icon={<SearchIcon size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
							title={t("keepTyping")}
							text={t("keepTypingText", { query: asked })}
						/>
					) : (
						<EmptyState
							icon={<SearchX size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
							title={t("none", { query: asked })}
							text={t("noneText")}
						/>
					)}
				</div>
			) : (
				<>
					<div id={`${id}-results`} role="listbox" aria-label={t("results")}>
						{results.map((result) => {
							const key = `${result.message.channelId}-${result.message.seq}`;
							return (
								<SearchResultRow
									key={key}
									id={`${id}-${key}`}
									result={result}
									isMarked={key === current}
									showServer={everywhere}
									onJump={onJump}
								/>
							);
						})}
					</div>
					{hasMore && (
						<div className="flex justify-center py-3">
							<Button size="small" busy={search.isLoadingMore} onClick={search.loadMore}>
								{t("more")}
							</Button>
						</div>
					)}
				</>
			)}
		</div>
	);
}

/**
 * One or two letters match whole words only, and the user is probably still typing. In scripts without letters, words
 * can be that short.
 */
const isShort = (asked: string) =>
	/(^|\s)[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Arabic}\p{sc=Hebrew}\p{N}]{1,2}$/u.test(asked);

function Sentence({ title, text }: { title: string; text: string }) {
	return (
		<p dir="auto" className="px-2 pt-4 text-meta wrap-anywhere" role="status">
			<b className="font-semibold">{title}</b> <span className="text-text-muted">{text}</span>
		</p>
	);
}

/** An invalid query must be corrected; other errors can be retried. */
function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
	const t = useTranslations("search");
	const { code, fields } = asApiError(error);
	// The server names the invalid filter and its requirements.
	if (code === "invalid_request" && fields.q) return <Sentence title={t("unreadable")} text={fields.q} />;
	return (
		<p role="alert" className="px-2 pt-4 text-meta text-text-muted">
			{t("failed")}{" "}
			<button type="button" onClick={onRetry} className="link">
				{t("tryAgain")}
			</button>
		</p>
	);
}

function Skeletons({ label }: { label: string }) {
	return (
		<div role="status" aria-label={label}>
			{[0, 1, 2, 3, 4].map((row) => (
				<div key={row} className="px-2 py-3">
					<Skeleton className="h-3 w-36" />
					<div className="mt-2.5 flex gap-2.5">
						<Skeleton className="size-7 shrink-0 rounded-full" />
						<div className="flex-1">
							<Skeleton className="h-3 w-24" />
							<Skeleton className="mt-2 h-3 w-full" />
							<Skeleton className="mt-2 h-3 w-2/3" />
						</div>
					</div>
				</div>
			))}
		</div>
	);
}
