import type { Metadata } from "next";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { RulesForm } from "./rules-form";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("serverSettings.rules")} · ${t("serverSettings.title")}` };
}

export default async function RulesPage({ params }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/rules");
	const [t, { server }] = await Promise.all([getTranslations(), servers.get(viewer, open)]);
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t("serverSettings.rules")}>
				<RulesForm server={server} />
			</SettingsPage>
		</PageLayout>
	);
}
