"use client";

import { useEffect, useMemo, useRef } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { type OpeningPage, useOpeningPage } from "@/app/_client/messages/use-opening-page";
import { useLoadServerPage, useReachable } from "@/app/_client/navigation/navigation";
import { usePageTitle } from "@/app/_client/navigation/use-page-title";
import type { ChannelAddress } from "@/app/_client/paths";
import { useServers } from "@/app/_client/servers/use-servers";
import type { ChannelPageData } from "@/lib/channels/channel-page-data";
import { channelTitle } from "@/lib/markdown";
import type { Author, MemberChannel, MemberServer, MessagePage, OwnUser } from "@/lib/realtime/protocol";
import { PageLayout } from "../shell/page-layout";
import { PendingPage } from "../shell/pending-page";
import { RouteAnnouncer } from "../shell/route-announcer";
import { ChannelPageContent } from "./channel-page-content";
import { ChannelUnavailable } from "./channel-unavailable";

type Props = { place: ChannelAddress };

/** The page of a channel of the user's servers, from what the browser knows. Only its messages may have to be loaded. */
export function ClientChannelPage({ place }: Props) {
	const viewer = useViewer();
	const found = useOpenedChannel(place);
	return viewer && found ? <OpenedPage place={place} viewer={viewer} {...found} /> : <UnknownChannel place={place} />;
}

/** Reached by Back or Forward, and in none of the user's servers: the server decides what to show. */
function UnknownChannel({ place }: Props) {
	const isReachable = useReachable();
	const load = useLoadServerPage();
	useEffect(() => {
		if (isReachable) load();
	}, [isReachable, load]);
	return (
		<PageLayout>
			<PendingPage place={place} isWaiting={!isReachable} />
		</PageLayout>
	);
}

type Found = { server: MemberServer; channel: MemberChannel };

/** The channel and its server; as they were last, if the user has left the server while the page is open. */
function useOpenedChannel({ serverId, channelId }: ChannelAddress): Found | null {
	const { servers } = useServers();
	const last = useRef<Found | null>(null);
	const server = servers.find(({ id }) => id === serverId);
	const channel = server?.channels.find(({ id }) => id === channelId);
	if (server && channel) last.current = { server, channel };
	return last.current?.channel.id === channelId ? last.current : null;
}

function OpenedPage({ place, viewer, server, channel }: Props & Found & { viewer: OwnUser }) {
	const opening = useOpeningPage(channel, { windowId: `${channel.id}`, viewerId: viewer.id, seq: place.seq });
	const title = channelTitle(channel, server);
	usePageTitle(title);
	const latest = useRef({ server, channel, viewer });
	latest.current = { server, channel, viewer };
	// Like a page of the server, it shows the server and the channel as they were when it opened.
	// biome-ignore lint/correctness/useExhaustiveDependencies: a change of them is not another page.
	const view = useMemo(
		() => viewOf(latest.current, place.seq, opening),
		[server.id, channel.id, place.seq, opening.state === "open" ? opening.page : null],
	);
	return (
		<>
			<RouteAnnouncer title={title} />
			<ChannelPageContent
				view={view}
				pending={
					opening.state === "closed" ? (
						<ChannelUnavailable server={server} channelId={channel.id} />
					) : opening.state !== "open" ? (
						<PendingPage place={place} isWaiting={opening.state === "waiting"} />
					) : null
				}
			/>
		</>
	);
}

function viewOf(
	{ server, channel, viewer }: Found & { viewer: OwnUser },
	target: number | null,
	opening: OpeningPage<MemberChannel>,
): ChannelPageData {
	const isOpen = opening.state === "open";
	return {
		viewer: authorOf(viewer),
		server,
		membership: { isMember: true, role: server.ownerId === viewer.id ? "owner" : "member", joinedAt: null },
		inside: { channel: isOpen ? opening.channel : channel, page: isOpen ? opening.page : emptyPage },
		target,
	};
}

const emptyPage: MessagePage = { messages: [], lastSeq: 0, lastRev: 0, hasBefore: false, hasAfter: false };

const authorOf = ({ id, username, displayName, avatarUrl }: OwnUser): Author => ({
	id,
	username,
	displayName,
	avatarUrl,
});
