import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import type { Server } from "@/lib/realtime/protocol";

type Title =
	| "overview"
	| "roles"
	| "channels"
	| "people"
	| "invites"
	| "requests"
	| "reports"
	| "bans"
	| "automod"
	| "auditLog"
	| "emoji"
	| "rules"
	| "joining"
	| "secondFactor"
	| "transferOrDelete";

export type SectionProps = { params: Promise<{ serverId: string }> };

export async function sectionMetadata(title: Title): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t(`serverSettings.${title}`)} · ${t("serverSettings.title")}` };
}

type Props = { server: Server; title: Title; hint?: ReactNode; isWide?: boolean; children: ReactNode };

/** A section of a server's settings, beside the list of the sections. */
export async function SectionPage({ server, title, ...rest }: Props) {
	const t = await getTranslations();
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t(`serverSettings.${title}`)} {...rest} />
		</PageLayout>
	);
}
