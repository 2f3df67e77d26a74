import { StorageSection } from "@/app/_chat/settings/storage-section";
import { getTranslations } from "@/app/_i18n/server";
import { Alert } from "@/app/_ui/alert";
import * as categories from "@/lib/servers/categories";
import * as servers from "@/lib/servers/servers";
import { readStorageUse } from "@/lib/storage/read-use";
import { openManagedServer } from "../open-server";
import { OverviewForm } from "./overview-form";
import { RetentionSection } from "./retention-section";
import { SecondFactorSection } from "./second-factor-section";
import { SectionPage, type SectionProps, sectionMetadata } from "./section-page";
import { SystemMessagesSection } from "./system-messages-section";

export const generateMetadata = () => sectionMetadata("overview");

export default async function OverviewPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "");
	const [{ server }, { categories: all }, storage] = await Promise.all([
		servers.get(viewer, open),
		categories.all(),
		readStorageUse("server", open.id),
	]);
	const t = await getTranslations();
	return (
		<SectionPage server={server} title="overview">
			{server.delisting && (
				<div className="mb-5">
					<Alert tone="danger">
						{t("serverSettings.delisted")} {server.delisting.reason}
					</Alert>
				</div>
			)}
			<OverviewForm server={server} categories={all} />
			<div className="mt-8">
				<SecondFactorSection server={server} />
			</div>
			<div className="mt-8">
				<RetentionSection server={server} />
			</div>
			{server.systemMessages && (
				<div className="mt-8">
					<SystemMessagesSection server={server} settings={server.systemMessages} />
				</div>
			)}
			<div className="mt-8">
				<StorageSection of="server" storage={storage} />
			</div>
		</SectionPage>
	);
}
