import type { Metadata } from "next";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { list } from "@/lib/join-requests/list";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { Requests } from "./requests";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("serverSettings.requests")} · ${t("serverSettings.title")}` };
}

export default async function RequestsPage({ params }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/requests");
	const [t, { server }, first] = await Promise.all([
		getTranslations(),
		servers.get(viewer, open),
		list(open, { state: "pending", limit: 50 }),
	]);
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t("serverSettings.requests")}>
				<Requests server={server} first={first} />
			</SettingsPage>
		</PageLayout>
	);
}
