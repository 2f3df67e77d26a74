"use client";

import type { ReactNode } from "react";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { providedChannelPage, useClientPath, useReachable } from "@/app/_client/navigation/navigation";
import { channelAt, type OwnPage, ownPageAt } from "@/app/_client/paths";
import { reloadIfGone } from "@/app/_client/reload-if-gone";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";

const pages: Record<OwnPage, ReturnType<typeof lazy<object>>> = {
	home: lazy(() => import("./_home/client-home").then((module) => module.ClientHome), reloadIfGone),
	explore: lazy(() => import("./explore/client-explore").then((module) => module.ClientExplore), reloadIfGone),
	inbox: lazy(() => import("./inbox/client-inbox").then((module) => module.ClientInbox), reloadIfGone),
	saved: lazy(() => import("./saved/client-saved").then((module) => module.ClientSaved), reloadIfGone),
};

/** The open page: rendered by the browser from its own data where it can, otherwise the page of the server. */
export function ClientPages({ children }: { children: ReactNode }) {
	const t = useTranslations();
	const path = useClientPath();
	const isReachable = useReachable();
	const place = path === null ? null : channelAt(path);
	const ChannelPage = providedChannelPage();
	if (place && ChannelPage) return <ChannelPage place={place} />;
	const name = path === null ? null : ownPageAt(path);
	if (name === null) return children;
	const Page = pages[name];
	const fallback = (
		<PageLayout>
			<p className="m-auto p-6 text-text-muted">{t(isReachable ? "common.loading" : "conversation.opensWhenBack")}</p>
		</PageLayout>
	);
	return <Page key={name} fallback={fallback} />;
}
