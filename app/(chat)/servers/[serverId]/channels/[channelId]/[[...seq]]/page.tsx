import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { ChannelPage } from "@/app/_chat/channels/channel-page";
import { channelPath, loginPath } from "@/app/_client/paths";
import { getViewer, isShell } from "@/app/viewer";
import { loadChannelPage } from "@/lib/channels/channel-page-data";
import { isAppError } from "@/lib/errors";
import { idFrom } from "@/lib/ids";
import { channelTitle, isolated } from "@/lib/markdown/isolated";
import { shellTitle } from "@/lib/page-cache/shared-page";

type Props = {
	params: Promise<{ serverId: string; channelId: string; seq?: string[] }>;
	/** The open panel: the browser reads it, and it must survive signing in. */
	searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
	if (await isShell()) return { title: shellTitle };
	if (!(await getViewer())) return {};
	const { server, inside } = await load(...partsOf(await params));
	return { title: inside ? channelTitle(inside.channel, server) : isolated(server.name) };
}

export default async function Page({ params, searchParams }: Props) {
	if (await isShell()) return <ChannelPage view={null} />;
	const address = await params;
	if (!(await getViewer())) {
		const { serverId, channelId, seq } = placeOf(address);
		const search = new URLSearchParams(
			Object.entries(await searchParams).flatMap(([name, value = ""]) => [[name, `${value}`]]),
		);
		const query = search.size > 0 ? `?${search}` : "";
		redirect(loginPath(channelPath(serverId, channelId, seq) + query));
	}
	return <ChannelPage view={await load(...partsOf(address))} />;
}

/** The ids in the address; a 404 for a malformed one. */
function placeOf({ serverId, channelId, seq = [] }: Awaited<Props["params"]>) {
	const place = {
		serverId: idFrom(serverId),
		channelId: idFrom(channelId),
		seq: seq.length > 0 ? idFrom(seq[0]) : null,
	};
	if (place.serverId === null || place.channelId === null) notFound();
	if (seq.length > 1 || (seq.length === 1 && place.seq === null)) notFound();
	return { ...place, serverId: place.serverId, channelId: place.channelId };
}

/** Once a request. A channel that the viewer may not see, perhaps since a moment ago, is a 404. */
const load = cache(async (serverId: string, channelId: string, ...seq: string[]) => {
	const viewer = await getViewer();
	if (!viewer) notFound();
	try {
		return await loadChannelPage(viewer, placeOf({ serverId, channelId, seq }));
	} catch (error) {
		if (isAppError(error)) notFound();
		throw error;
	}
});

const partsOf = ({ serverId, channelId, seq = [] }: Awaited<Props["params"]>): [string, string, ...string[]] => [
	serverId,
	channelId,
	...seq,
];
