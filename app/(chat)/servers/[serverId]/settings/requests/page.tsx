import { list } from "@/lib/join-requests/list";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { Requests } from "./requests";

export const generateMetadata = () => sectionMetadata("requests");

export default async function RequestsPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/requests");
	const [{ server }, first] = await Promise.all([
		servers.get(viewer, open),
		list(open, { state: "pending", limit: 50 }),
	]);
	return (
		<SectionPage server={server} title="requests">
			<Requests server={server} first={first} />
		</SectionPage>
	);
}
