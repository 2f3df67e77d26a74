"use client";

import { useNavigate } from "@/app/_client/navigation/navigation";
import { setSearch } from "@/app/_client/search/search-state";
import { recentChannels, serverPath } from "@/app/_client/servers/visited-channels";
import type { MemberServer } from "@/lib/realtime/protocol";
import { openSearch } from "../search/open-search";
import type { SwitcherResult } from "./results";

/** Goes to the place that was chosen. */
export function useOpenResult(servers: readonly MemberServer[]): (offer: SwitcherResult) => void {
	const navigate = useNavigate();
	return (offer) => {
		if (offer.kind === "channel") navigate(`/servers/${offer.serverId}/channels/${offer.id}`);
		else if (offer.kind === "search") {
			setSearch({ text: offer.query, marked: null });
			const [recent = servers[0]] = recentServers(servers);
			if (!openSearch() && recent) navigate(`${serverPath(recent)}?panel=search`);
		} else if (offer.kind === "explore") navigate(`/explore?q=${encodeURIComponent(offer.query)}`);
		else if (offer.kind === "server") {
			const server = servers.find(({ id }) => id === offer.id);
			navigate(server ? serverPath(server) : `/servers/${offer.id}`);
		}
	};
}

/** The server in which one was last, first. */
const recentServers = (servers: readonly MemberServer[]): MemberServer[] =>
	recentChannels().flatMap((id) => servers.filter(({ channels }) => channels.some((channel) => channel.id === id)));
