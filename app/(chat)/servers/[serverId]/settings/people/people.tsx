"use client";

import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";
import type { SentInvitation } from "@/lib/servers/invitations";
import { InvitePerson } from "./invite-person";
import { type MemberPage, MemberTable } from "./member-table";
import { SentInvitations } from "./sent-invitations";

type Props = { server: Server; first: MemberPage; sent: SentInvitation[] };

export function People({ server, first, sent }: Props) {
	const t = useTranslations("serverSettings");
	return (
		<>
			<SettingsSection title={t("inviteHeading")} text={t("inviteText")}>
				<InvitePerson server={server} />
			</SettingsSection>
			<SentInvitations server={server} first={sent} />
			<SettingsSection title={t("membersHeading")}>
				<MemberTable server={server} first={first} />
			</SettingsSection>
		</>
	);
}
