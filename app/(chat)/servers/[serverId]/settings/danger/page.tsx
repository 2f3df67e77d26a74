import type { Metadata } from "next";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { DeleteServerForm } from "./delete-server-form";
import { TransferForm } from "./transfer-form";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("serverSettings.transferOrDelete")} · ${t("serverSettings.title")}` };
}

export default async function DangerPage({ params }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/danger");
	const [t, { server }] = await Promise.all([getTranslations(), servers.get(viewer, open)]);
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t("serverSettings.transferOrDelete")}>
				<TransferForm server={server} />
				<DeleteServerForm server={server} />
			</SettingsPage>
		</PageLayout>
	);
}
