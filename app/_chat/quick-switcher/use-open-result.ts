"use client";

import { useNavigate } from "@/app/_client/navigation/navigation";
import { channelPath, serverPath } from "@/app/_client/paths";
import { setSearch } from "@/app/_client/search/search-state";
import { lastVisitedPath, recentChannels } from "@/app/_client/servers/visited-channels";
import type { MemberServer } from "@/lib/realtime/protocol";
import { openSearch } from "../search/open-search";
import type { SwitcherResult } from "./results";

/** Opens the chosen result. */
export function useOpenResult(servers: readonly MemberServer[]): (offer: SwitcherResult) => void {
	const navigate = useNavigate();
	return (offer) => {
		if (offer.kind === "channel") navigate(channelPath(offer.serverId, offer.id));
		else if (offer.kind === "search") {
			setSearch({ text: offer.query, marked: null });
			const [recent = servers[0]] = recentServers(servers);
			if (!openSearch() && recent) navigate(`${lastVisitedPath(recent)}?panel=search`);
		} else if (offer.kind === "explore") navigate(`/explore?q=${encodeURIComponent(offer.query)}`);
		else if (offer.kind === "server") {
			const server = servers.find(({ id }) => id === offer.id);
			navigate(server ? lastVisitedPath(server) : serverPath(offer.id));
		}
	};
}

/** The servers, recently used first. */
const recentServers = (servers: readonly MemberServer[]): MemberServer[] =>
	recentChannels().flatMap((id) => servers.filter(({ channels }) => channels.some((channel) => channel.id === id)));
