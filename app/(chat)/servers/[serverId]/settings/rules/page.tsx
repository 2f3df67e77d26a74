import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { RulesForm } from "./rules-form";

export const generateMetadata = () => sectionMetadata("rules");

export default async function RulesPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/rules");
	const { server } = await servers.get(viewer, open);
	return (
		<SectionPage server={server} title="rules">
			<RulesForm server={server} />
		</SectionPage>
	);
}
