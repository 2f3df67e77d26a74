"use client";

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTimeZone } from "use-intl/react";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { setSearch, useSearchState } from "@/app/_client/search/search-state";
import { useSearch } from "@/app/_client/search/use-search";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { SearchResult } from "@/lib/realtime/protocol";
import { placePath } from "../../_client/paths";
import type { PanelProps } from "../panels/panel-props";
import { SidePanel } from "../panels/side-panel";
import { wide } from "../panels/use-panel";
import { begun, completed, typingIn } from "./filters";
import { SearchField } from "./search-field";
import { SearchOptions } from "./search-options";
import { SearchResults } from "./search-results";
import { useFilterSuggestions } from "./use-filter-suggestions";

const keyOf = ({ message }: SearchResult) => `${message.channelId}-${message.seq}`;

/**
 * Finds what was said. The focus stays in the field; the arrows move a mark through what is suggested and found, Enter
 * takes it. A jump keeps the panel where both have room.
 */
export function SearchPanel({ server, isStacked, onClose }: PanelProps) {
	const t = useTranslations("search");
	const navigate = useNavigate();
	const id = useId();
	const field = useRef<HTMLInputElement>(null);
	const { text, sort, everywhere, marked } = useSearchState();
	const settled = useDebouncedValue(text);
	const typing = typingIn(text);
	const channels = useMemberServer(server.id)?.channels.map(({ name }) => name) ?? [];
	const { suggestions, isLooking } = useFilterSuggestions(typing, channels, server.id);
	// A filter without its value is on its way, and no question yet.
	const asked = typing?.value === "" ? text.replace(/\S*$/, "") : settled;
	const search = useSearch({ text: asked, sort }, everywhere ? null : server.id, useTimeZone() ?? "UTC");
	const [isOffering, setIsOffering] = useState(true);
	const offered = isOffering ? suggestions : [];
	const keys = [...offered.map((value) => `s-${value}`), ...search.results.map(keyOf)];
	const current = marked !== null && keys.includes(marked) ? marked : null;

	// After the panel's own heading: whoever opens a search wants to type.
	useEffect(() => {
		field.current?.focus();
		field.current?.select();
	}, []);
	useEffect(() => {
		if (current) document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
	}, [id, current]);

	const type = (next: string) => {
		setSearch({ text: next, marked: null });
		setIsOffering(true);
	};
	const complete = (value: string) => {
		if (typing) type(completed(text, typing, value));
		field.current?.focus();
	};
	const jump = (result: SearchResult) => {
		setSearch({ marked: keyOf(result) });
		const { serverId, channelId, thread, message } = result;
		const path = placePath({ serverId, channelId: thread?.parentId ?? channelId, thread: thread ?? null }, message.seq);
		// A thread stands where the panel does, and where the panel covers, it would cover what was found.
		const keeps = !thread && matchMedia(wide).matches;
		navigate(keeps ? `${path}?panel=search` : path);
	};
	const take = (key: string) => {
		const result = search.results.find((one) => keyOf(one) === key);
		if (result) jump(result);
		else complete(key.slice(2));
	};
	const onKeyDown = (event: KeyboardEvent) => {
		// While a syllable is composed Enter and the arrows belong to it.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		const at = current ? keys.indexOf(current) : -1;
		const move = (to: number) => setSearch({ marked: keys[Math.max(-1, Math.min(to, keys.length - 1))] ?? null });
		if (event.key === "ArrowDown") {
			if (at === keys.length - 1 && search.hasMore && !search.isLoadingMore) search.loadMore();
			move(at + 1);
		} else if (event.key === "ArrowUp") move(at - 1);
		else if (event.key === "Enter") {
			const first = current ?? keys[0];
			if (first) take(first);
		} else if (event.key === "Escape" && offered.length > 0) {
			setIsOffering(false);
			event.stopPropagation();
		} else return;
		event.preventDefault();
	};
	return (
		<SidePanel title={t("title")} width={420} resizable isStacked={isStacked} onClose={onClose}>
			<SearchField
				{...{ id, field, text, current, suggestions: offered, isLooking, onKeyDown }}
				hasOffers={keys.length > 0}
				onType={type}
				onTake={complete}
				onBegin={(name) => {
					type(begun(text, name));
					field.current?.focus();
				}}
			/>
			<SearchOptions total={text.trim() === "" ? null : search.total} />
			<SearchResults {...{ id, search, current, everywhere }} asked={asked.trim()} place={server.name} onJump={jump} />
		</SidePanel>
	);
}
