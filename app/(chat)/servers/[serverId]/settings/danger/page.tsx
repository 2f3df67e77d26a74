import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { DeleteServerForm } from "./delete-server-form";
import { TransferForm } from "./transfer-form";

export const generateMetadata = () => sectionMetadata("transferOrDelete");

export default async function DangerPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/danger");
	const { server } = await servers.get(viewer, open);
	return (
		<SectionPage server={server} title="transferOrDelete">
			<TransferForm server={server} />
			<DeleteServerForm server={server} />
		</SectionPage>
	);
}
