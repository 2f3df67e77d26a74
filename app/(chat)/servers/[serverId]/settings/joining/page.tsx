import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { JoiningForm } from "./joining-form";

export const generateMetadata = () => sectionMetadata("joining");

export default async function JoiningPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/joining");
	const { server } = await servers.get(viewer, open);
	return (
		<SectionPage server={server} title="joining">
			<JoiningForm server={server} />
		</SectionPage>
	);
}
