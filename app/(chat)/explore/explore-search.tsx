"use client";

import { ArrowDownUp, Search, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useLayoutEffect, useRef, useState, useTransition } from "react";
import { useClientPath, useNavigate } from "@/app/_client/navigation/navigation";
import { useTranslations } from "@/app/_i18n/use-translations";
import { controlClass } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import { Spinner } from "@/app/_ui/spinner";

type Sort = "popular" | "newest" | "name";
type Props = { category: string | undefined; q: string; sort: Sort | undefined; count: number };

const pauseMs = 250;

/**
 * The search is stored in the address, so that it can be shared and Back undoes it. Without scripts it is a plain form.
 */
export function ExploreSearch({ category, q, sort, count }: Props) {
	const t = useTranslations("explore");
	const router = useRouter();
	const navigate = useNavigate();
	const isClientPage = useClientPath() !== null;
	const [typed, setTyped] = useState(q);
	const [isSearching, startSearch] = useTransition();
	const field = useRef<HTMLInputElement>(null);
	const asked = useRef(q);
	/** The searches that this field has asked for and that the address does not show yet, oldest first. */
	const underway = useRef<string[]>([]);
	const path = category ? `/explore/${category}` : "/explore";

	const go = (nextQ: string, nextSort: Sort | undefined) => {
		if (nextQ !== asked.current) underway.current.push(nextQ);
		asked.current = nextQ;
		const query = new URLSearchParams();
		if (nextQ) query.set("q", nextQ);
		if (nextSort) query.set("sort", nextSort);
		const next = query.size > 0 ? `${path}?${query}` : path;
		if (isClientPage) navigate(next, { replace: true });
		else startSearch(() => router.replace(next, { scroll: false }));
	};
	const latest = useRef(go);
	latest.current = go;
	// Back and Forward change the address without a key press here. But if it shows a search of this field only now, the
	// user may have typed more since.
	useEffect(() => {
		const own = underway.current.indexOf(q);
		underway.current.splice(0, own < 0 ? Number.POSITIVE_INFINITY : own + 1);
		if (own >= 0 || q === asked.current) return;
		asked.current = q;
		setTyped(q);
	}, [q]);
	// The document's field takes text before this page is interactive, and React would replace it by its own.
	useLayoutEffect(() => {
		if (field.current) setTyped(field.current.value);
	}, []);
	useEffect(() => {
		const wanted = typed.trim();
		if (wanted === asked.current) return;
		const timer = setTimeout(() => latest.current(wanted, sort), pauseMs);
		return () => clearTimeout(timer);
	}, [typed, sort]);
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			const isTyping =
				event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [role=dialog]");
			if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
			event.preventDefault();
			field.current?.focus();
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, []);

	return (
		<search className="mt-4.5 max-md:mt-3">
			<form
				action={path}
				onSubmit={(event) => {
					event.preventDefault();
					go(typed.trim(), sort);
				}}
				className="flex gap-2.5"
			>
				<div className={controlClass(false, "flex h-10 min-w-0 items-center gap-2.5 px-3 max-md:h-11")}>
					<Search size="1.125rem" aria-hidden="true" className="shrink-0 text-text-faint" />
					<input
						dir="auto"
						ref={field}
						type="search"
						name="q"
						aria-label={t("search")}
						placeholder={t("searchPlaceholder", { count })}
						autoComplete="off"
						maxLength={100}
						value={typed}
						onChange={(event) => setTyped(event.target.value)}
						className="h-full min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
					/>
					{isSearching && <Spinner className="text-text-faint" />}
					{typed ? (
						<IconButton
							small
							label={t("clearSearch")}
							className="-me-2 max-md:-me-3"
							onClick={() => {
								setTyped("");
								go("", sort);
								field.current?.focus();
							}}
						>
							<X size="1rem" aria-hidden="true" />
						</IconButton>
					) : (
						<span
							aria-hidden="true"
							className="rounded-[5px] border bg-surface px-1.5 font-sans text-badge leading-4 text-text-faint max-md:hidden"
						>
							/
						</span>
					)}
				</div>
				<div className="relative shrink-0">
					<ArrowDownUp
						size="1rem"
						aria-hidden="true"
						className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 max-sm:start-3.5"
					/>
					<select
						name="sort"
						aria-label={t("sort")}
						value={sort ?? "popular"}
						onChange={(event) => go(typed.trim(), event.target.value as Sort)}
						className={controlClass(
							false,
							"h-10 appearance-none ps-9 pe-3 text-sm font-semibold max-md:h-11 max-sm:w-11 max-sm:px-0 max-sm:text-[0px]",
						)}
					>
						<option value="popular">{t("sortPopular")}</option>
						<option value="newest">{t("sortNewest")}</option>
						<option value="name">{t("sortName")}</option>
					</select>
				</div>
			</form>
		</search>
	);
}
