"use client";

import {
	Activity,
	Archive,
	ArrowLeft,
	ClipboardList,
	Compass,
	DoorOpen,
	Flag,
	ListChecks,
	type LucideIcon,
	Megaphone,
	Settings,
	Users,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { useViewer } from "@/app/_client/account/use-viewer";
import { type AdminSection, adminPath, adminSections } from "@/app/_client/admin/admin-sections";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Link } from "../shell/link";
import { Sidebar, SidebarHeader, SidebarRow, SidebarScroll } from "../shell/sidebar";
import { CaseCount } from "./case-count";

const icons: Record<AdminSection["title"], LucideIcon> = {
	backups: Archive,
	health: Activity,
	waysIn: DoorOpen,
	settings: Settings,
	announcements: Megaphone,
	people: Users,
	servers: Compass,
	cases: Flag,
	jobs: ListChecks,
	audit: ClipboardList,
};

/** The sections of the administration of the instance. */
export function AdminSidebar() {
	const t = useTranslations("admin");
	const instance = useTranslations("common")("instanceName");
	const pathname = usePathname();
	const viewer = useViewer();
	return (
		<Sidebar label={t("title")}>
			<SidebarHeader
				title={t("title")}
				leading={
					<Link
						href="/"
						aria-label={t("backToInstance", { instance })}
						className="grid size-8 shrink-0 place-items-center rounded-md text-text-muted hover:bg-canvas-hover hover:text-text max-md:size-11"
					>
						<ArrowLeft size="1rem" aria-hidden="true" className="rtl:-scale-x-100" />
					</Link>
				}
			/>
			<SidebarScroll>
				{adminSections.map(({ path, title }) => {
					const Icon = icons[title];
					const href = adminPath(path);
					return (
						<SidebarRow
							key={title}
							href={href}
							isOpen={pathname === href || (path !== "" && pathname.startsWith(`${href}/`))}
							icon={<Icon size="1rem" />}
							trailing={title === "cases" && viewer && <CaseCount of={viewer} />}
						>
							{t(`sections.${title}`)}
						</SidebarRow>
					);
				})}
			</SidebarScroll>
		</Sidebar>
	);
}
