import { list } from "@/lib/cases/list";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { Cases } from "./cases";

export const generateMetadata = () => sectionMetadata("reports");

export default async function ReportsPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/reports");
	const [{ server }, first] = await Promise.all([
		servers.get(viewer, open),
		list(viewer, open, { state: "open", limit: 50 }),
	]);
	return (
		<SectionPage server={server} title="reports">
			<Cases server={server} first={first} />
		</SectionPage>
	);
}
