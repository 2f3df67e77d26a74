"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { useTranslations } from "@/app/_i18n/use-translations";

const isSettings = (path: string) => path === "/settings" || path.startsWith("/settings/");

/** The last page outside the settings, to return to. */
let cameFrom = "/";

/** Remembers the current page unless it is a settings page. */
export function useRememberPlace(): void {
	const pathname = usePathname();
	useEffect(() => {
		if (!isSettings(pathname)) cameFrom = location.pathname + location.search;
	}, [pathname]);
}

export function useLeaveSettings(): () => void {
	const navigate = useNavigate();
	const question = useTranslations("serverSettings")("leaveUnsaved");
	return () => {
		if (document.querySelector("[data-unsaved]") === null || confirm(question)) navigate(cameFrom);
	};
}

const covered = "[role=dialog][data-state=open], [role=alertdialog], [role=menu], [role=listbox]";

/** Escape leaves, unless a dialog, a menu or a field handles it. */
export function useEscape(leave: () => void): void {
	useEffect(() => {
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
			if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
			const { activeElement } = document;
			if (document.querySelector(covered) || activeElement?.matches("textarea, select, input:not([type=radio])"))
				return;
			leave();
		};
		addEventListener("keydown", onKeyDown);
		return () => removeEventListener("keydown", onKeyDown);
	}, [leave]);
}
