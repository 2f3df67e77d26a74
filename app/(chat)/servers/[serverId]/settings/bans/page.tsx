import { list } from "@/lib/moderation/bans";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { Bans } from "./bans";

export const generateMetadata = () => sectionMetadata("bans");

export default async function BansPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/bans");
	const [{ server }, first] = await Promise.all([servers.get(viewer, open), list(open, { limit: 50 })]);
	return (
		<SectionPage server={server} title="bans">
			<Bans server={server} first={first} />
		</SectionPage>
	);
}
