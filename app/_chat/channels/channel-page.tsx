"use client";

import { initialDataOfDocument } from "@/app/_client/initial-data";
import { provideChannelPage } from "@/app/_client/navigation/navigation";
import type { ChannelPageData } from "@/lib/channels/channel-page-data";
import { remember } from "@/lib/markdown";
import { ChannelPageContent } from "./channel-page-content";
import { ClientChannelPage } from "./client-channel-page";

provideChannelPage(ClientChannelPage);

/** The page of a channel that the server renders. Without a view it uses the document's initial data. */
export function ChannelPage({ view: given }: { view: ChannelPageData | null }) {
	const view = given ?? initialDataOfDocument()?.view;
	for (const [content, tree] of view?.trees ?? []) remember(content, tree);
	return view ? <ChannelPageContent view={view} /> : null;
}
