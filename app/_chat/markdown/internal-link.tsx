"use client";

import type { ReactNode } from "react";
import { useBrowserValue } from "@/app/_client/create-store";
import { type ChannelAddress, channelAt } from "@/app/_client/paths";
import { useServers } from "@/app/_client/servers/use-servers";
import { isolated } from "@/lib/markdown";
import { Link } from "../shell/link";

type Place = ChannelAddress & { path: string };

/** Where this site is; null until the page is at home in its browser. */
export const useOrigin = () => useBrowserValue<string | null>(() => location.origin, null);

/** The channel or message of this site that an address names. */
export function linkTargetOf(url: string, origin: string): Place | null {
	const { origin: there, pathname, search } = new URL(url);
	const address = there === origin ? channelAt(pathname) : null;
	return address && { ...address, path: pathname + search };
}

/** Leads to a place in here without leaving the page; a bare address of one that is known says its name. */
export function InternalLink({
	url,
	words,
	text,
	place,
}: {
	url: string;
	words: string;
	text: ReactNode;
	place: Place;
}) {
	const channel = useServers()
		.servers.find(({ id }) => id === place.serverId)
		?.channels.find(({ id }) => id === place.channelId);
	const isBare = words === url || words === url.replace(/^https?:\/\//, "");
	const name = isBare && channel ? `#${isolated(channel.name)}${place.seq === null ? "" : ` › ${place.seq}`}` : null;
	return (
		<Link
			href={place.path}
			tabIndex={-1}
			dir="auto"
			title={url}
			className={name ? "-mx-px rounded-[5px] bg-info-subtle px-[3px] font-semibold text-link hover:underline" : "link"}
		>
			{name ?? text}
		</Link>
	);
}
