import * as invitations from "@/lib/servers/invitations";
import { list } from "@/lib/servers/member-list";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { People } from "./people";

export const generateMetadata = () => sectionMetadata("people");

export default async function PeoplePage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/people");
	const [{ server }, first, sent] = await Promise.all([
		servers.get(viewer, open),
		list(viewer, open, { limit: 50 }),
		invitations.sent(viewer, open),
	]);
	return (
		<SectionPage server={server} title="people">
			<People server={server} first={first} sent={sent.invitations} />
		</SectionPage>
	);
}
