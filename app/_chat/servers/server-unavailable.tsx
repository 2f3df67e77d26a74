"use client";

import type { ReactNode } from "react";
import { useOwnSanction } from "@/app/_client/moderation/use-own-sanctions";
import { usePageTitle } from "@/app/_client/navigation/use-page-title";
import type { Departure } from "@/app/_client/servers/use-departure";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { PasteInvite } from "../invites/paste-invite";
import { AppealStatus } from "../moderation/appeal-status";
import { useSanctionText } from "../moderation/use-sanction-text";
import { Link } from "../shell/link";
import { UnavailablePage } from "../shell/unavailable-page";

type Props = { serverId: number; name: string; parting: Departure | null; unsent?: ReactNode };

/** Replaces an open server that was deleted, or a private one that the user no longer belongs to. */
export function ServerUnavailable({ serverId, name, parting, unsent }: Props) {
	const t = useTranslations("server");
	const heading = t(`parting.${parting ?? "unseen"}`, { name });
	const ban = useOwnSanction(parting === "banned" ? serverId : null, "ban");
	const textOf = useSanctionText();
	usePageTitle(heading);
	return (
		<UnavailablePage
			isNews={parting !== null}
			below={
				<>
					{unsent}
					{parting !== "server_deleted" && parting !== "banned" && <PasteInvite />}
				</>
			}
			heading={heading}
			text={
				ban
					? textOf(ban)
					: t(parting === "server_deleted" ? "deletedText" : parting === "banned" ? "bannedText" : "privateGoneText")
			}
		>
			<Link href="/" className={buttonClass("primary")}>
				{t("goHome")}
			</Link>
			{ban && <AppealStatus sanction={ban} />}
		</UnavailablePage>
	);
}
