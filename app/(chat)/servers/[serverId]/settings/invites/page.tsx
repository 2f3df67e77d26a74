import { list } from "@/lib/invites/list";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { Invites } from "./invites";

export const generateMetadata = () => sectionMetadata("invites");

export default async function InvitesPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/invites");
	const [{ server }, first] = await Promise.all([servers.get(viewer, open), list(viewer, open, { limit: 50 })]);
	return (
		<SectionPage server={server} title="invites">
			<Invites server={server} first={first} />
		</SectionPage>
	);
}
