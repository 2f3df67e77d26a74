"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import type { InviteEnd } from "@/lib/realtime/protocol";
import { Link } from "../shell/link";
import { PageLayout } from "../shell/page-layout";
import { UnavailablePage } from "../shell/unavailable-page";

/** "unknown" for a code that was never given. */
export type ShownEnd = InviteEnd | "unknown";

/** The page of an invite that lets nobody in. */
export function EndedInvite({ end, isNews = false }: { end: ShownEnd; isNews?: boolean }) {
	const t = useTranslations("invites");
	const pages = useTranslations("pages");
	return (
		<PageLayout>
			<UnavailablePage
				isNews={isNews}
				heading={t(`end.${end}`)}
				text={t(end === "paused" ? "pausedText" : "endedText")}
			>
				<Link href="/" className={buttonClass("primary")}>
					{pages("goHome")}
				</Link>
				<Link href="/explore" className={buttonClass()}>
					{pages("goExplore")}
				</Link>
			</UnavailablePage>
		</PageLayout>
	);
}
