import type { Metadata } from "next";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as categories from "@/lib/servers/categories";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../open-server";
import { OverviewForm } from "./overview-form";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("serverSettings.overview")} · ${t("serverSettings.title")}` };
}

export default async function OverviewPage({ params }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "");
	const [t, { server }, { categories: all }] = await Promise.all([
		getTranslations(),
		servers.get(viewer, open),
		categories.all(),
	]);
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t("serverSettings.overview")}>
				<OverviewForm server={server} categories={all} />
			</SettingsPage>
		</PageLayout>
	);
}
