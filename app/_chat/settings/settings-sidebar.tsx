"use client";

import { ArrowLeft, Bell, Keyboard, KeyRound, MonitorSmartphone, Palette, UserRound, UserX } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Sidebar, SidebarHeader, SidebarLabel, SidebarRow, SidebarScroll } from "../shell/sidebar";
import { useEscape, useLeaveSettings } from "./settings-return";

/** The sections of the user's settings, with a link back to the previous page. */
export function SettingsSidebar() {
	const t = useTranslations("settings");
	const leave = useLeaveSettings();
	useEscape(leave);
	return (
		<Sidebar label={t("title")}>
			<SidebarHeader
				title={t("title")}
				leading={
					<button
						type="button"
						aria-label={t("backTo")}
						onClick={leave}
						className="grid size-8 shrink-0 place-items-center rounded-md text-text-muted hover:bg-canvas-hover hover:text-text max-md:size-11"
					>
						<ArrowLeft size="1rem" aria-hidden="true" className="rtl:-scale-x-100" />
					</button>
				}
			/>
			<SidebarScroll>
				<SettingsRows first="/settings" />
			</SidebarScroll>
		</Sidebar>
	);
}

/** `first`: the address that shows the first section. */
export function SettingsRows({ first }: { first?: string }) {
	const t = useTranslations("settings");
	const tUnread = useTranslations("unread");
	const people = useTranslations("people");
	const tDevices = useTranslations("devices");
	const pathname = usePathname();
	const row = (path: string, label: string, icon: React.ReactNode) => (
		<SidebarRow
			href={path}
			isOpen={pathname === path || (pathname === first && path === "/settings/profile")}
			icon={icon}
		>
			{label}
		</SidebarRow>
	);
	return (
		<>
			<SidebarLabel>{t("you")}</SidebarLabel>
			{row("/settings/profile", t("profile"), <UserRound size="1rem" />)}
			{row("/settings/appearance", t("appearance"), <Palette size="1rem" />)}
			{row("/settings/notifications", tUnread("notifications"), <Bell size="1rem" />)}
			{row("/settings/keyboard", people("keyboard"), <Keyboard size="1rem" />)}
			{row("/settings/blocked", people("blockedPeople"), <UserX size="1rem" />)}
			{row("/settings/account", t("account"), <KeyRound size="1rem" />)}
			{row("/settings/devices", tDevices("title"), <MonitorSmartphone size="1rem" />)}
		</>
	);
}
