"use client";

import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";
import type { SentInvitation } from "@/lib/servers/invitations";
import { InvitePerson } from "./invite-person";
import type { Joined } from "./joined-filter";
import { MemberTable } from "./member-table";
import { SentInvitations } from "./sent-invitations";
import type { MemberPage } from "./use-member-pages";

/** `sent` is null for moderators who do not manage the server: they only see its members. */
type Props = { server: Server; first: MemberPage; sent: SentInvitation[] | null; joined: Joined };

export function People({ server, first, sent, joined }: Props) {
	const t = useTranslations("serverSettings");
	return (
		<>
			{sent && (
				<>
					<SettingsSection title={t("inviteHeading")} text={t("inviteText")}>
						<InvitePerson server={server} />
					</SettingsSection>
					<SentInvitations server={server} first={sent} />
				</>
			)}
			<SettingsSection title={t("membersHeading")}>
				{/* Another address is another filter. */}
				<MemberTable key={joined} server={server} first={first} joined={joined} />
			</SettingsSection>
		</>
	);
}
