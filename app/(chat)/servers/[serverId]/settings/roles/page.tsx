import { getTranslations } from "@/app/_i18n/server";
import * as roles from "@/lib/roles/roles";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { Roles } from "./roles";

export const generateMetadata = () => sectionMetadata("roles");

export default async function RolesPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/roles");
	const [t, { server }, first] = await Promise.all([getTranslations(), servers.get(viewer, open), roles.list(open)]);
	return (
		<SectionPage
			server={server}
			title="roles"
			hint={t(server.requiresSecondFactor ? "requiredFactor.rolesHint" : "roles.hint")}
			isWide
		>
			<Roles server={server} first={first.roles} />
		</SectionPage>
	);
}
