import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { slugPath } from "@/app/_client/paths";
import { shareMetadata } from "@/app/share-metadata";
import { getViewer } from "@/app/viewer";
import { isAppError } from "@/lib/errors";
import * as servers from "@/lib/servers/servers";
import { loadBySlug } from "@/lib/servers/slug";
import { ServerFrontPage } from "../../servers/[serverId]/server-front-page";

type Props = { params: Promise<{ slug: string }> };

const openBySlug = cache(async (slug: string) => {
	try {
		return await loadBySlug(await getViewer(), slug);
	} catch (error) {
		if (isAppError(error)) notFound();
		throw error;
	}
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const { slug } = await params;
	const { server } = await servers.get(await getViewer(), await openBySlug(slug));
	return shareMetadata(server, slugPath(server.slug ?? slug));
}

/** The front page of a server at the address that people write down. */
export default async function SlugPage({ params }: Props) {
	return <ServerFrontPage open={await openBySlug((await params).slug)} />;
}
