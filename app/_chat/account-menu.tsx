"use client";

import { Keyboard, LogOut, Settings } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl/react";
import { Avatar } from "@/app/_ui/avatar";
import { Menu, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import { signOut } from "../_client/sign-in";
import { useViewer } from "../_client/use-viewer";
import { useFrame } from "./frame-keys";

export function AccountMenu() {
	const t = useTranslations("shell");
	const keyWords = useTranslations("keys");
	const { show } = useFrame();
	const leave = useSignOut();
	const viewer = useViewer();
	if (!viewer) return null;
	return (
		<Menu
			side="right"
			trigger={
				<button
					type="button"
					aria-label={t("account", { name: viewer.displayName })}
					className="grid size-11 shrink-0 place-items-center rounded-lg hover:bg-canvas-hover"
				>
					<Avatar name={viewer.displayName} seed={viewer.username} src={viewer.avatarUrl} />
				</button>
			}
		>
			<MenuLabel>{t("signedInAs", { username: viewer.username })}</MenuLabel>
			<MenuLink>
				<Link href="/settings">
					<Settings size={16} aria-hidden="true" className="ms-1" />
					{t("settings")}
				</Link>
			</MenuLink>
			<MenuItem icon={<Keyboard size={16} aria-hidden="true" />} onSelect={() => show("keys")}>
				{keyWords("title")}
			</MenuItem>
			<MenuSeparator />
			<MenuItem icon={<LogOut size={16} aria-hidden="true" />} onSelect={leave}>
				{t("signOut")}
			</MenuItem>
		</Menu>
	);
}

/** Signs out and loads the sign-in page anew; says so when the server could not be told. */
export function useSignOut(): () => Promise<void> {
	const t = useTranslations("settings");
	const toast = useToast();
	return async () => {
		try {
			await signOut();
			location.assign("/login");
		} catch {
			toast({ text: t("signOutFailed"), tone: "error" });
		}
	};
}
