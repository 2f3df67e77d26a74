"use client";

import type { ReactNode } from "react";
import { useBrowserValue } from "@/app/_client/create-store";
import { type ChannelAddress, channelAt } from "@/app/_client/paths";
import { useServers } from "@/app/_client/servers/use-servers";
import { isolated } from "@/lib/markdown";
import { Link } from "../shell/link";

type Place = ChannelAddress & { path: string };

/** This site's origin; null until scripts run. */
export const useOrigin = () => useBrowserValue<string | null>(() => location.origin, null);

/** The channel or message of this site that an address names. */
export function linkTargetOf(url: string, origin: string): Place | null {
	const { origin: there, pathname, search } = new URL(url);
	const address = there === origin ? channelAt(pathname) : null;
	return address && { ...address, path: pathname + search };
}

/** A link within the app, without a page load; a bare address of a known channel shows its name. */
export function InternalLink({
	url,
	plainText,
	text,
	place,
}: {
	url: string;
	plainText: string;
	text: ReactNode;
	place: Place;
}) {
	const channel = useServers()
		.servers.find(({ id }) => id === place.serverId)
		?.channels.find(({ id }) => id === place.channelId);
	const isBare = plainText === url || plainText === url.replace(/^https?:\/\//, "");
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
