"use client";

import { usePageTitle } from "@/app/_client/navigation/use-page-title";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import type { MemberServer } from "@/lib/realtime/protocol";
import { Link } from "../shell/link";
import { UnavailablePage } from "../shell/unavailable-page";
import { useLeftBehind } from "./unsent";
import { UnsentText } from "./unsent-text.lazy";

type Props = { server: { id: number; name: string }; channelId: number };

/** Replaces an open channel that was deleted or that the user lost access to. */
export function ChannelUnavailable({ server, channelId }: Props) {
	const t = useTranslations("conversation");
	const unsent = useLeftBehind(true);
	const member = useMemberServer(server.id);
	usePageTitle(t("closedHeading"));
	return (
		<UnavailablePage
			isNews
			heading={t("closedHeading")}
			text={t("closedText")}
			below={<UnsentText channelId={channelId} unsent={unsent} />}
		>
			{member && <BackToServer server={member} />}
		</UnavailablePage>
	);
}

export function BackToServer({ server }: { server: MemberServer }) {
	const t = useTranslations("conversation");
	return (
		<Link href={useLastVisitedPath(server)} className={buttonClass("primary", "medium", "min-w-0")}>
			<span dir="auto" className="truncate">
				{t("backTo", { name: server.name })}
			</span>
		</Link>
	);
}
