import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { ChannelList } from "./channel-list";

export const generateMetadata = () => sectionMetadata("channels");

export default async function ChannelsPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/channels");
	const { server } = await servers.get(viewer, open);
	return (
		<SectionPage server={server} title="channels">
			<ChannelList server={server} />
		</SectionPage>
	);
}
