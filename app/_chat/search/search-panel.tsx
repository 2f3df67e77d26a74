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
 * Searches messages. The focus stays in the field; the arrows move through suggestions and results, Enter opens one. A
 * jump keeps the panel open where both fit.
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
	// A filter without a value is incomplete and not searched.
	const asked = typing?.value === "" ? text.replace(/\S*$/, "") : settled;
	const search = useSearch({ text: asked, sort }, everywhere ? null : server.id, useTimeZone() ?? "UTC");
	const [isOffering, setIsOffering] = useState(true);
	const offered = isOffering ? suggestions : [];
	const keys = [...offered.map((value) => `s-${value}`), ...search.results.map(keyOf)];
	const current = marked !== null && keys.includes(marked) ? marked : null;

	// Focuses the field after the panel has focused its heading, so that the user can type at once.
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
		// A thread takes the panel's place, and where the panel covers the conversation it would cover the result.
		const keeps = !thread && matchMedia(wide).matches;
		navigate(keeps ? `${path}?panel=search` : path);
	};
	const take = (key: string) => {
		const result = search.results.find((one) => keyOf(one) === key);
		if (result) jump(result);
		else complete(key.slice(2));
	};
	const onKeyDown = (event: KeyboardEvent) => {
		// While an input method composes, Enter and the arrows belong to it.
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
