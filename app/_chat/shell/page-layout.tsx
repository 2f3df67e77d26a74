"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { type Opening, useOpening } from "@/app/_client/navigation/navigation";
import { isSettingsPath, serverIdAt } from "@/app/_client/paths";
import { useCurrentChannelId } from "@/app/_client/servers/use-current-channel-id";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import { ChannelSidebar } from "../channels/channel-sidebar";
import { DrawerProvider, MobileDrawer } from "./mobile-drawer";
import { ServerListSidebar } from "./server-list-sidebar";
import { useHeadingFocus } from "./use-heading-focus";

const PendingPage = lazy(() => import("./pending-page").then((module) => module.PendingPage));

type Props = { sidebar?: ReactNode; children: ReactNode };

/**
 * The layout of a page: the sidebar beside the main area. Under 768 px the main area is alone, and a `DrawerButton` in
 * it opens the rail with the sidebar. The main area does not scroll; its content does.
 */
export function PageLayout({ sidebar, children }: Props) {
	useHeadingFocus();
	const t = useTranslations();
	const opening = useShownOpening();
	const openServerId = serverIdAt(usePathname());
	const server = useMemberServer(opening?.place?.serverId ?? null);
	const shown = server && server.id !== openServerId ? <ChannelSidebar server={server} /> : sidebar;
	return (
		<DrawerProvider>
			<div
				className={classNames(
					"group/shell grid h-full min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)]",
					Boolean(shown) &&
						"md:grid-cols-[15.5rem_minmax(0,1fr)] md:max-lg:has-[[data-panel]]:grid-cols-[minmax(0,1fr)] md:max-lg:has-[[data-panel]]:ps-2",
				)}
			>
				{shown && (
					<div
						data-sidebar
						className="hidden min-h-0 md:flex md:flex-col md:max-lg:group-has-[[data-panel]]/shell:hidden"
					>
						{shown}
					</div>
				)}
				<main
					id="main"
					tabIndex={-1}
					className="relative grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] overflow-hidden bg-surface outline-none md:my-2 md:me-2 md:rounded-sheet md:border md:shadow-resting"
				>
					<div className={opening ? "hidden" : "contents"}>{children}</div>
					{opening && (
						<PendingPage
							place={opening.place}
							isWaiting={opening.isWaiting}
							fallback={
								<p className="m-auto p-6 text-text-muted">
									{t(opening.isWaiting ? "conversation.opensWhenBack" : "common.loading")}
								</p>
							}
						/>
					)}
				</main>
			</div>
			<MobileDrawer>{shown ?? <ServerListSidebar />}</MobileDrawer>
		</DrawerProvider>
	);
}

/**
 * The page shown during a navigation: a channel and the settings at once, another page only if it has to wait. Between
 * sections of the settings the open one stays until the next has loaded.
 */
function useShownOpening(): Opening | null {
	const opening = useOpening();
	const isInSettings = isSettingsPath(usePathname());
	const openChannelId = useCurrentChannelId();
	if (!opening) return null;
	// Another message of the open channel is handled by the channel itself.
	if (opening.place) return opening.place.channelId === openChannelId ? null : opening;
	const isEntering = !isInSettings && isSettingsPath(opening.path.split(/[?#]/, 1)[0] ?? "");
	return opening.isWaiting || isEntering ? opening : null;
}

/** The scrolling body of a page that is not a conversation. */
export function PageBody({ className, children }: { className?: string; children: ReactNode }) {
	return <div className={classNames("min-h-0 overflow-x-hidden overflow-y-auto", className)}>{children}</div>;
}
