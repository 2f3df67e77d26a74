"use client";

import { useParams } from "next/navigation";
import { useServers } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { ChannelSidebar } from "../channels/channel-sidebar";
import { BackToServer } from "../channels/channel-unavailable";
import { PasteInvite } from "../invites/paste-invite";
import { Link } from "./link";
import { PageLayout } from "./page-layout";
import { UnavailablePage } from "./unavailable-page";

/** The same page for hidden and nonexistent resources. Members of the server in the address keep its sidebar. */
export function NotFoundPage() {
	const t = useTranslations();
	const params = useParams<{ serverId?: string; channelId?: string }>();
	const { servers } = useServers();
	// Compared as text: other spellings of an id are invalid.
	const server = servers.find(({ id }) => String(id) === params.serverId);
	const isChannel = server !== undefined && params.channelId !== undefined;
	return (
		<PageLayout sidebar={server && <ChannelSidebar server={server} />}>
			<UnavailablePage
				heading={t("pages.notFoundHeading")}
				text={t(isChannel ? "conversation.goneText" : "pages.notFoundText")}
				below={!server && params.serverId !== undefined && <PasteInvite />}
			>
				{server ? (
					<BackToServer server={server} />
				) : (
					<>
						<Link href="/" className={buttonClass("primary")}>
							{t("pages.goHome")}
						</Link>
						<Link href="/explore" className={buttonClass()}>
							{t("pages.goExplore")}
						</Link>
					</>
				)}
			</UnavailablePage>
		</PageLayout>
	);
}
