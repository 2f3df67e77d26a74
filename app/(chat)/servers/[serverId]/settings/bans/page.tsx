import type { Metadata } from "next";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { list } from "@/lib/moderation/bans";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { Bans } from "./bans";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("serverSettings.bans")} · ${t("serverSettings.title")}` };
}

export default async function BansPage({ params }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/bans");
	const [t, { server }, first] = await Promise.all([
		getTranslations(),
		servers.get(viewer, open),
		list(open, { limit: 50 }),
	]);
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t("serverSettings.bans")}>
				<Bans server={server} first={first} />
			</SettingsPage>
		</PageLayout>
	);
}
