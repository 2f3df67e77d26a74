import type { Metadata } from "next";
import { serverPath } from "@/app/_client/paths";
import { shareMetadata } from "@/app/share-metadata";
import { getViewer } from "@/app/viewer";
import * as servers from "@/lib/servers/servers";
import { openServerOr404 } from "./open-server";
import { ServerFrontPage } from "./server-front-page";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const { serverId } = await params;
	const viewer = await getViewer();
	const { server } = await servers.get(viewer, await openServerOr404(viewer, serverId));
	return shareMetadata(server, serverPath(server.id));
}

export default async function ServerPage({ params }: Props) {
	const { serverId } = await params;
	return <ServerFrontPage open={await openServerOr404(await getViewer(), serverId)} />;
}
