import type { LoadedServer } from "@/lib/auth/access";
import { includes } from "@/lib/auth/permissions";
import * as raidModes from "@/lib/raid-mode/raid-mode";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { JoiningForm } from "./joining-form";
import { RaidSection } from "./raid-section";

export const generateMetadata = () => sectionMetadata("joining");

export default async function JoiningPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/joining");
	const { server } = await servers.get(viewer, open);
	return (
		<SectionPage server={server} title="joining">
			<JoiningForm server={server} />
			{includes(open.permissions, "kick_members") && <Raid server={open} />}
		</SectionPage>
	);
}

async function Raid({ server }: { server: LoadedServer }) {
	const { raidMode, watch } = await raidModes.get(server);
	return <RaidSection serverId={server.id} first={raidMode} watch={watch} />;
}
