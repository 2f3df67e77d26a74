import type { Metadata } from "next";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as roles from "@/lib/roles/roles";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { Roles } from "./roles";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("roles.title")} · ${t("serverSettings.title")}` };
}

export default async function RolesPage({ params }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/roles");
	const [t, { server }, first] = await Promise.all([getTranslations(), servers.get(viewer, open), roles.list(open)]);
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t("roles.title")} hint={t("roles.hint")} isWide>
				<Roles server={server} first={first.roles} />
			</SettingsPage>
		</PageLayout>
	);
}
