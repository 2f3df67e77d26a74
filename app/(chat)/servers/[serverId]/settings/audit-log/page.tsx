import { list } from "@/lib/moderation/audit";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { AuditLog } from "./audit-log";

export const generateMetadata = () => sectionMetadata("auditLog");

export default async function AuditLogPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/audit-log");
	const [{ server }, first] = await Promise.all([servers.get(viewer, open), list(viewer, open, { limit: 50 })]);
	return (
		<SectionPage server={server} title="auditLog">
			<AuditLog server={server} first={first} />
		</SectionPage>
	);
}
