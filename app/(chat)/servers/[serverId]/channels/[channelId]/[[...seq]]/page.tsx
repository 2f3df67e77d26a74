import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { ChannelSidebar } from "@/app/_chat/channel-sidebar";
import { Conversation } from "@/app/_chat/conversation";
import { Fallback } from "@/app/_chat/fallback";
import { MembershipCheck } from "@/app/_chat/membership-check";
import { ServerFrontPage } from "@/app/_chat/server-front-page";
import { ServerGone } from "@/app/_chat/server-gone";
import { Shell } from "@/app/_chat/shell";
import { loginPath } from "@/app/_client/paths";
import { getViewer } from "@/app/viewer";
import { type OpenChannel, openChannel } from "@/lib/access";
import type { Viewer } from "@/lib/auth";
import { idFrom } from "@/lib/ids";
import * as membership from "@/lib/membership";
import * as messages from "@/lib/messages";
import type { MemberChannel, Server } from "@/lib/realtime/contract";
import * as servers from "@/lib/servers";
import { openServerOr404 } from "../../../open-server";

type Props = { params: Promise<{ serverId: string; channelId: string; seq?: string[] }> };

/** With more to read than a page shows, it opens where reading stopped, not at the newest. */
const fewUnread = 40;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const viewer = await getViewer();
	if (!viewer) return {};
	const { server, channel } = await open(...partsOf(await params));
	return { title: channel ? `#${channel.name}, ${server.name}` : server.name };
}

export default async function ChannelPage({ params }: Props) {
	const address = await params;
	const viewer = await getViewer();
	if (!viewer) {
		const { serverId, channelId, seq } = placeOf(address);
		redirect(loginPath(`/servers/${serverId}/channels/${channelId}${seq ? `/${seq}` : ""}`));
	}
	const { server, mine, channel, proof, seq } = await open(...partsOf(address));
	const known = { [`/api/membership/${server.id}`]: mine, [`/api/servers/${server.id}`]: { server } };
	const outside = (
		<Shell>
			{server.visibility === "public" ? <ServerFrontPage server={server} /> : <ServerGone name={server.name} />}
		</Shell>
	);
	// Nothing anybody said goes into the page of somebody who may not read it.
	const page = channel && proof ? await messages.page(viewer, proof, placeToOpen(channel, seq)).catch(gone) : null;
	return (
		<Fallback data={known}>
			<MembershipCheck serverId={server.id} admitted={page !== null} outside={outside}>
				{channel && page && (
					<Shell sidebar={<ChannelSidebar server={server} />}>
						<Conversation
							key={`${channel.id}/${seq ?? ""}`}
							server={{ id: server.id, name: server.name, ownerId: server.ownerId }}
							channel={channel}
							viewer={{
								id: viewer.id,
								username: viewer.username,
								displayName: viewer.displayName,
								avatarUrl: viewer.avatarUrl,
							}}
							page={page}
							target={seq}
						/>
					</Shell>
				)}
			</MembershipCheck>
		</Fallback>
	);
}

/** What the address names, or a 404 for what is no number. */
function placeOf({ serverId, channelId, seq = [] }: Awaited<Props["params"]>) {
	const place = {
		serverId: idFrom(serverId),
		channelId: idFrom(channelId),
		seq: seq.length > 0 ? idFrom(seq[0]) : null,
	};
	if (place.serverId === null || place.channelId === null) notFound();
	if (seq.length > 1 || (seq.length === 1 && place.seq === null)) notFound();
	return place;
}

/** Loads the place with proof, once a request. Without membership there is the server alone; what may not be known is a 404. */
const open = cache(
	async (
		serverId: string,
		channelId: string,
		...seqs: string[]
	): Promise<{
		server: Server;
		mine: Awaited<ReturnType<typeof membership.of>>;
		channel: MemberChannel | null;
		proof: OpenChannel | null;
		seq: number | null;
	}> => {
		const viewer = await getViewer();
		const place = placeOf({ serverId, channelId, seq: seqs });
		const opened = await openServerOr404(viewer, serverId);
		if (!viewer || place.channelId === null) notFound();
		const [proof, { server }] = await Promise.all([
			openChannelOrOutside(viewer, place.channelId),
			servers.show(viewer, opened),
		]);
		if (proof && proof.serverId !== server.id) notFound();
		const channel = server.channels?.find(({ id }) => id === place.channelId);
		if (!channel) notFound();
		const mine = membership.of(viewer, opened);
		return { server, mine, channel: proof && "lastSeq" in channel ? channel : null, proof, seq: place.seq };
	},
);

const partsOf = ({ serverId, channelId, seq = [] }: Awaited<Props["params"]>): [string, string, ...string[]] => [
	serverId,
	channelId,
	...seq,
];

/** Null for whoever is not a member of the channel's server. */
async function openChannelOrOutside(viewer: Viewer, channelId: number): Promise<OpenChannel | null> {
	try {
		return await openChannel(viewer, channelId);
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "not_member" ? null : gone(error);
	}
}

/** What may not be known, or was closed to the viewer a moment ago, is a 404. */
function gone(error: unknown): never {
	if (error instanceof Error && error.name === "AppError") notFound();
	throw error;
}

function placeToOpen({ lastSeq, lastReadSeq }: MemberChannel, seq: number | null) {
	if (seq !== null) return { around: seq, limit: 80 };
	if (lastSeq - lastReadSeq > fewUnread) return { around: lastReadSeq + 1, limit: 100 };
	return { limit: 50 };
}
