import { list } from "@/lib/automod/rules";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { Automod } from "./automod";

export const generateMetadata = () => sectionMetadata("automod");

export default async function AutomodPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/automod");
	const [{ server }, { rules }] = await Promise.all([servers.get(viewer, open), list(open)]);
	return (
		<SectionPage server={server} title="automod">
			<Automod server={server} first={rules} />
		</SectionPage>
	);
}
