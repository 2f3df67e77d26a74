import { may } from "@/app/_client/servers/permissions";
import * as invitations from "@/lib/servers/invitations";
import { list } from "@/lib/servers/member-list";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { joinedFrom } from "./joined-filter";
import { People } from "./people";

type Props = SectionProps & { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const generateMetadata = () => sectionMetadata("people");

export default async function PeoplePage({ params, searchParams }: Props) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/people");
	const [{ server }, first, sent, { joined }] = await Promise.all([
		servers.get(viewer, open),
		list(viewer, open, { limit: 50 }),
		invitations.sent(viewer, open),
		searchParams,
	]);
	return (
		<SectionPage server={server} title="people">
			<People
				server={server}
				first={first}
				sent={may(server, "manage_server") ? sent.invitations : null}
				joined={joinedFrom(joined)}
			/>
		</SectionPage>
	);
}
