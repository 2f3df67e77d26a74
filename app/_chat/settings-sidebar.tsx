"use client";

import { Bell, Keyboard, KeyRound, Palette, UserRound, UserX } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl/react";
import { Sidebar, SidebarHeader, SidebarLabel, SidebarRow, SidebarScroll } from "./sidebar";

export function SettingsSidebar() {
	const t = useTranslations("settings");
	const words = useTranslations("unread");
	const people = useTranslations("people");
	const pathname = usePathname();
	const row = (path: string, label: string, icon: React.ReactNode) => (
		<SidebarRow href={path} isOpen={pathname === path} icon={icon}>
			{label}
		</SidebarRow>
	);
	return (
		<Sidebar label={t("title")}>
			<SidebarHeader title={t("title")} />
			<SidebarScroll>
				<SidebarLabel>{t("you")}</SidebarLabel>
				{row("/settings", t("profile"), <UserRound size={16} />)}
				{row("/settings/appearance", t("appearance"), <Palette size={16} />)}
				{row("/settings/notifications", words("notifications"), <Bell size={16} />)}
				{row("/settings/keyboard", people("keyboard"), <Keyboard size={16} />)}
				{row("/settings/blocked", people("blockedPeople"), <UserX size={16} />)}
				{row("/settings/account", t("account"), <KeyRound size={16} />)}
			</SidebarScroll>
		</Sidebar>
	);
}
