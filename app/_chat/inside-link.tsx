"use client";

import NextLink from "next/link";
import { type ReactNode, useSyncExternalStore } from "react";
import { useServers } from "../_client/use-servers";

type Place = { serverId: number; channelId: number; seq: number | null; path: string };

const noChange = () => () => {};

/** Where this site is; null until the page is at home in its browser. */
export const useOrigin = () =>
	useSyncExternalStore(
		noChange,
		() => location.origin,
		() => null,
	);

/** The channel or message of this site that an address names. */
export function placeIn(url: string, origin: string): Place | null {
	const { origin: there, pathname, search } = new URL(url);
	const [, serverId, channelId, seq] =
		/^\/servers\/(\d{1,15})\/channels\/(\d{1,15})(?:\/(\d{1,15}))?\/?$/.exec(pathname) ?? [];
	if (there !== origin || !serverId || !channelId) return null;
	return {
		serverId: Number(serverId),
		channelId: Number(channelId),
		seq: seq === undefined ? null : Number(seq),
		path: pathname + search,
	};
}

/** Leads to a place in here without leaving the page; a bare address of one that is known says its name. */
export function InsideLink({ url, words, text, place }: { url: string; words: string; text: ReactNode; place: Place }) {
	const channel = useServers()
		.servers.find(({ id }) => id === place.serverId)
		?.channels.find(({ id }) => id === place.channelId);
	const isBare = words === url || words === url.replace(/^https?:\/\//, "");
	const name = isBare && channel ? `#${channel.name}${place.seq === null ? "" : ` › ${place.seq}`}` : null;
	return (
		<NextLink
			href={place.path}
			tabIndex={-1}
			title={url}
			className={name ? "-mx-px rounded-[5px] bg-info-subtle px-[3px] font-semibold text-link hover:underline" : "link"}
		>
			{name ?? text}
		</NextLink>
	);
}
