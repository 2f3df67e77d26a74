"use client";

import dynamic from "next/dynamic";
import { startOfDocument } from "@/app/_client/initial-data";
import type { Parting } from "@/app/_client/servers/use-departure";
import { alsoLater } from "@/app/_ui/lazy";
import type { ChannelPageData } from "@/lib/channels/channel-page-data";
import { MembershipCheck } from "../servers/membership-check";
import { UnsentWords } from "../shell/lazy-components";
import { Shell } from "../shell/page-layout";
import { Fallback } from "../shell/swr-fallback";
import { ChannelSidebar } from "./channel-sidebar";
import { Conversation } from "./channel-view";
import { useLeftBehind } from "./unsent";

// Members do without what outsiders see, until they leave; for an outsider the server renders it.
const loadFrontPage = () => import("../servers/server-preview").then((module) => module.ServerFrontPage);
const loadGone = () => import("../servers/server-unavailable").then((module) => module.ServerGone);
const ServerFrontPage = dynamic(loadFrontPage);
const ServerGone = dynamic(loadGone);
alsoLater(loadFrontPage);
alsoLater(loadGone);

/** A channel with its server around it, or what outsiders see of that. Without a view it is the one the document brought. */
export function ChannelPage({ view: given }: { view: ChannelPageData | null }) {
	const view = given ?? startOfDocument()?.view;
	if (!view) return null;
	const { server, membership, viewer, inside, target } = view;
	const known = { [`/api/membership/${server.id}`]: membership, [`/api/servers/${server.id}`]: { server } };
	const outside = (parting: Parting | null) => <Outside view={view} parting={parting} />;
	return (
		<Fallback data={known}>
			<MembershipCheck key={server.id} serverId={server.id} admitted={inside !== null} outside={outside}>
				{inside && (
					<Shell sidebar={<ChannelSidebar server={server} />}>
						<Conversation
							key={`${inside.channel.id}/${target ?? ""}`}
							server={{ id: server.id, name: server.name, ownerId: server.ownerId }}
							channel={inside.channel}
							viewer={viewer}
							page={inside.page}
							target={target}
						/>
					</Shell>
				)}
			</MembershipCheck>
		</Fallback>
	);
}

/** Comes in the same turn in which a member is put out, before what it shows has been loaded. */
function Outside({ view: { server, inside }, parting }: { view: ChannelPageData; parting: Parting | null }) {
	const left = useLeftBehind(parting !== null);
	const unsent = inside && parting && <UnsentWords channelId={inside.channel.id} unsent={left} />;
	return (
		<Shell>
			{server.visibility === "public" && parting !== "server_deleted" ? (
				<ServerFrontPage server={server} parting={parting} unsent={unsent} />
			) : (
				<ServerGone name={server.name} parting={parting} unsent={unsent} />
			)}
		</Shell>
	);
}
