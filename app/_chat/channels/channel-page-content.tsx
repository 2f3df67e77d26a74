"use client";

import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { useRolePreview } from "@/app/_client/servers/role-preview";
import type { Departure } from "@/app/_client/servers/use-departure";
import { lazy as lazyComponent, registerPreload } from "@/app/_ui/lazy";
import type { ChannelPageData } from "@/lib/channels/channel-page-data";
import { MembershipCheck } from "../servers/membership-check";
import { PageLayout } from "../shell/page-layout";
import { SwrFallback } from "../shell/swr-fallback";
import { ChannelSidebar } from "./channel-sidebar";
import { ChannelView } from "./channel-view";
import { useLeftBehind } from "./unsent";
import { UnsentText } from "./unsent-text.lazy";

// Members do not need the preview until they leave; for outsiders the server renders it.
const loadFrontPage = () => import("../servers/server-preview").then((module) => ({ default: module.ServerPreview }));
const loadGone = () =>
	import("../servers/server-unavailable").then((module) => ({ default: module.ServerUnavailable }));
const ServerPreview = lazy(loadFrontPage);
const ServerUnavailable = lazy(loadGone);
registerPreload(loadFrontPage);
registerPreload(loadGone);

const ClosedInPreview = lazyComponent(() =>
	import("../permissions/closed-in-preview").then((module) => module.ClosedInPreview),
);

type Props = {
	view: ChannelPageData;
	/** Shown instead of the channel, inside its server. */
	pending?: ReactNode;
};

/** A channel with its server around it, or the preview for outsiders. */
export function ChannelPageContent({ view, pending = null }: Props) {
	const { server, membership, viewer, inside, target } = view;
	const preview = useRolePreview();
	const isClosed = inside && preview?.serverId === server.id && !preview.reads(inside.channel.id);
	const known = useMemo(
		() => ({ [`/api/membership/${server.id}`]: membership, [`/api/servers/${server.id}`]: { server } }),
		[server, membership],
	);
	const outside = (parting: Departure | null) => <Outside view={view} parting={parting} />;
	return (
		<SwrFallback data={known}>
			<MembershipCheck key={server.id} serverId={server.id} admitted={inside !== null} outside={outside}>
				{inside && (
					<PageLayout sidebar={<ChannelSidebar server={server} />}>
						{isClosed ? (
							<ClosedInPreview preview={preview} channelId={inside.channel.id} />
						) : (
							(pending ?? (
								<ChannelView
									key={`${inside.channel.id}/${target ?? ""}`}
									server={{ id: server.id, name: server.name, ownerId: server.ownerId }}
									channel={inside.channel}
									viewer={viewer}
									page={inside.page}
									target={target}
								/>
							))
						)}
					</PageLayout>
				)}
			</MembershipCheck>
		</SwrFallback>
	);
}

/** Rendered in the same turn in which the member is removed, before its content is loaded. */
function Outside({ view: { server, inside }, parting }: { view: ChannelPageData; parting: Departure | null }) {
	const left = useLeftBehind(parting !== null);
	const unsent = inside && parting && <UnsentText channelId={inside.channel.id} unsent={left} />;
	return (
		<PageLayout>
			<Suspense>
				{server.visibility === "public" && parting !== "server_deleted" ? (
					<ServerPreview server={server} parting={parting} unsent={unsent} />
				) : (
					<ServerUnavailable serverId={server.id} name={server.name} parting={parting} unsent={unsent} />
				)}
			</Suspense>
		</PageLayout>
	);
}
