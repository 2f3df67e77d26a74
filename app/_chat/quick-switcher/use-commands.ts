"use client";

import { useTheme } from "next-themes";
import { useMemo, useRef } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useSaveSettings } from "@/app/_client/account-settings/use-settings";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { useTranslations } from "@/app/_i18n/use-translations";
import { hasPanel, togglePanel } from "../panels/use-panel";
import { useDialogs } from "../shell/dialog-context";
import { useSignOut } from "../shell/use-sign-out";

export type CommandName =
	| "home"
	| "explore"
	| "inbox"
	| "notifications"
	| "saved"
	| "createServer"
	| "panel"
	| "dark"
	| "light"
	| "system"
	| "settings"
	| "appearance"
	| "keys"
	| "signOut";
export type Command = { key: CommandName; name: string; run: () => void };

/** The commands available everywhere, without those that would change nothing. */
export function useCommands(): Command[] {
	const t = useTranslations();
	const navigate = useNavigate();
	const { theme = "system" } = useTheme();
	const save = useSaveSettings();
	const { open: openDialog } = useDialogs();
	const signOut = useSignOut();
	const mayCreate = useViewer()?.canCreateServers !== false;
	const latest = useRef(signOut);
	latest.current = signOut;
	return useMemo(() => {
		const go = (path: string) => () => navigate(path);
		const commands: Command[] = [
			{ key: "home", name: t("shell.home"), run: go("/") },
			{ key: "explore", name: t("shell.explore"), run: go("/explore") },
			{ key: "inbox", name: t("unread.inbox"), run: go("/inbox") },
			{ key: "saved", name: t("acts.saved"), run: go("/saved") },
			{ key: "createServer", name: t("shell.createServer"), run: () => openDialog("createServer") },
			{ key: "dark", name: t("switcher.dark"), run: () => save({ theme: "dark" }) },
			{ key: "light", name: t("switcher.light"), run: () => save({ theme: "light" }) },
			{ key: "system", name: t("switcher.system"), run: () => save({ theme: "system" }) },
			{ key: "settings", name: t("shell.settings"), run: go("/settings") },
			{ key: "appearance", name: t("switcher.appearance"), run: go("/settings/appearance") },
			{ key: "notifications", name: t("unread.notifications"), run: go("/settings/notifications") },
			{ key: "keys", name: t("keys.title"), run: () => openDialog("keys") },
			{ key: "signOut", name: t("shell.signOut"), run: () => void latest.current() },
		];
		if (hasPanel()) commands.splice(3, 0, { key: "panel", name: t("switcher.panel"), run: togglePanel });
		return commands.filter(({ key }) => key !== theme && (mayCreate || key !== "createServer"));
	}, [t, navigate, theme, save, openDialog, mayCreate]);
}
