import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AdminSidebar } from "@/app/_chat/admin/admin-sidebar";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { type AdminSection, adminPath, adminSections } from "@/app/_client/admin/admin-sections";
import { loginPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { getViewer } from "@/app/viewer";
import { lacksRequiredFactor } from "@/lib/admin/administrator";
import { FactorNeeded } from "./factor-needed";

type Title = AdminSection["title"];

export async function adminMetadata(title: Title): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t(`admin.sections.${title}`)} · ${t("admin.title")}` };
}

type Props = { title: Title; hint?: ReactNode; isWide?: boolean; children: ReactNode };

/**
 * A section of the administration. For users who are no administrators the page does not exist. It contains no data: the
 * browser asks for that, and the API may first want the administrator to prove their identity again.
 */
export async function AdminPage({ title, ...rest }: Props) {
	const viewer = await getViewer();
	const section = adminSections.find((one) => one.title === title);
	if (!viewer) redirect(loginPath(adminPath(section?.path ?? "")));
	if (!viewer.isAdmin) notFound();
	const t = await getTranslations();
	const heading = t(`admin.sections.${title}`);
	if (lacksRequiredFactor(viewer))
		return (
			<PageLayout sidebar={<AdminSidebar />}>
				<SettingsPage title={heading}>
					<FactorNeeded />
				</SettingsPage>
			</PageLayout>
		);
	return (
		<PageLayout sidebar={<AdminSidebar />}>
			<SettingsPage title={heading} {...rest} />
		</PageLayout>
	);
}
