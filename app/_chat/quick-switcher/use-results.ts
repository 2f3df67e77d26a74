"use client";

import { useMemo, useState } from "react";
import { useCurrentChannelId } from "@/app/_client/servers/use-current-channel-id";
import { recentChannels } from "@/app/_client/servers/visited-channels";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { MemberServer } from "@/lib/realtime/protocol";
import { readTyped, type SwitcherResult, switcherResults } from "./results";
import type { Command } from "./use-commands";
import { useUserSearch } from "./use-user-search";

/** The results for what the user typed and, below them, the searches it can become. */
export function useResults(typed: string, servers: readonly MemberServer[], commands: readonly Command[]) {
	const t = useTranslations("switcher");
	const [recents] = useState(recentChannels);
	const openChannelId = useCurrentChannelId();
	const now = useMuteClock();
	const { only, text } = readTyped(typed);
	const people = useUserSearch(only === null || only === "people" ? text : "");
	const groups = useMemo(
		() => switcherResults(typed, { servers, recents, openChannelId, people, commands, now }),
		[typed, servers, recents, openChannelId, people, commands, now],
	);
	const explore: SwitcherResult | null =
		text !== "" && (only === null || only === "servers")
			? { kind: "explore", key: "explore-for", name: t("exploreFor", { query: text }), query: text, ranges: [] }
			: null;
	const search: SwitcherResult | null =
		text !== "" && only === null && servers.length > 0
			? { kind: "search", key: "search-for", name: t("searchFor", { query: text }), query: text, ranges: [] }
			: null;
	const found = groups.flatMap(({ offers }) => offers);
	const more = [explore, search].filter((result) => result !== null);
	return { groups, more, search, all: [...found, ...more], count: found.length };
}
