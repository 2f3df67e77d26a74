import type { Metadata } from "next";
import { ServerSettingsSidebar } from "@/app/_chat/settings/server-settings-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as invitations from "@/lib/servers/invitations";
import * as membership from "@/lib/servers/membership";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { People } from "./people";

type Props = { params: Promise<{ serverId: string }> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("serverSettings.people")} · ${t("serverSettings.title")}` };
}

export default async function PeoplePage({ params }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/people");
	const [t, { server }, first, sent] = await Promise.all([
		getTranslations(),
		servers.get(viewer, open),
		membership.list(viewer, open, { limit: 50 }),
		invitations.sent(viewer, open),
	]);
	return (
		<PageLayout sidebar={<ServerSettingsSidebar server={server} />}>
			<SettingsPage title={t("serverSettings.people")}>
				<People server={server} first={first} sent={sent.invitations} />
			</SettingsPage>
		</PageLayout>
	);
}
