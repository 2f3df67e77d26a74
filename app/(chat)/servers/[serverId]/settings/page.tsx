import * as categories from "@/lib/servers/categories";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../open-server";
import { OverviewForm } from "./overview-form";
import { SectionPage, type SectionProps, sectionMetadata } from "./section-page";
import { SystemMessagesSection } from "./system-messages-section";

export const generateMetadata = () => sectionMetadata("overview");

export default async function OverviewPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "");
	const [{ server }, { categories: all }] = await Promise.all([servers.get(viewer, open), categories.all()]);
	return (
		<SectionPage server={server} title="overview">
			<OverviewForm server={server} categories={all} />
			{server.systemMessages && (
				<div className="mt-8">
					<SystemMessagesSection server={server} settings={server.systemMessages} />
				</div>
			)}
		</SectionPage>
	);
}
