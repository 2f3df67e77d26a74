import type { Metadata } from "next";
import { ServerPreview } from "@/app/_chat/servers/server-preview";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { SwrFallback } from "@/app/_chat/shell/swr-fallback";
import { getViewer } from "@/app/viewer";
import { isolated } from "@/lib/markdown/isolated";
import * as membership from "@/lib/servers/membership";
import * as servers from "@/lib/servers/servers";
import * as people from "@/lib/users/profiles";
import { openServerOr404 } from "./open-server";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const { serverId } = await params;
	const viewer = await getViewer();
	const { server } = await servers.get(viewer, await openServerOr404(viewer, serverId));
	return { title: isolated(server.name), description: server.description.slice(0, 200) || undefined };
}

export default async function ServerPage({ params }: Props) {
	const { serverId } = await params;
	const viewer = await getViewer();
	const open = await openServerOr404(viewer, serverId);
	const [{ server }, mine, owner] = await Promise.all([
		servers.get(viewer, open),
		viewer ? membership.of(viewer, open) : undefined,
		viewer && people.ownerOf(viewer, open),
	]);
	return (
		<SwrFallback data={{ [`/api/membership/${server.id}`]: mine, [`/api/servers/${server.id}`]: { server } }}>
			<PageLayout>
				<ServerPreview server={server} owner={owner} />
			</PageLayout>
		</SwrFallback>
	);
}
