import { notFound, redirect } from "next/navigation";
import { permissionGroups } from "@/app/_chat/permissions/permission-groups";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { Link } from "@/app/_chat/shell/link";
import { loginPath, serverSettingsPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { buttonClass } from "@/app/_ui/button";
import { getViewer } from "@/app/viewer";
import * as servers from "@/lib/servers/servers";
import { openServerOr404 } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";

export const generateMetadata = () => sectionMetadata("secondFactor");

/** For a member who lacks permissions without a second factor: which ones, and where to set it up. */
export default async function SecondFactorPage({ params }: SectionProps) {
	const { serverId } = await params;
	const viewer = await getViewer();
	if (!viewer) redirect(loginPath(serverSettingsPath(serverId, "/second-factor")));
	const open = await openServerOr404(viewer, serverId);
	if (open.withheld === 0) notFound();
	const [t, { server }] = await Promise.all([getTranslations(), servers.get(viewer, open)]);
	const withheld = permissionGroups.flatMap(({ permissions }) =>
		permissions.filter((permission) => server.withheldPermissions?.includes(permission)),
	);
	return (
		<SectionPage server={server} title="secondFactor">
			<SettingsSection title={t("requiredFactor.title")} text={t("requiredFactor.serverText", { name: server.name })}>
				<ul className="list-disc ps-5 text-text-muted">
					{withheld.map((permission) => (
						<li key={permission}>{t(`roles.permissions.${permission}.name`)}</li>
					))}
				</ul>
				<p className="mt-5">
					<Link href="/settings/account" className={buttonClass("primary")}>
						{t("requiredFactor.setUp")}
					</Link>
				</p>
			</SettingsSection>
		</SectionPage>
	);
}
