"use client";

import { useViewer } from "@/app/_client/account/use-viewer";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";
import { Menu } from "@/app/_ui/menu";
import { Face } from "../users/avatar-palettes";
import { shownPresence } from "./shown-presence";

const AccountMenuItems = lazy(() => import("./account-menu-items").then((module) => module.AccountMenuItems));

export function AccountMenu() {
	const t = useTranslations("shell");
	const viewer = useViewer();
	if (!viewer) return null;
	return (
		<Menu
			items={AccountMenuItems}
			side="right"
			trigger={
				<button
					type="button"
					aria-label={t("account", { name: viewer.displayName })}
					className="grid size-11 shrink-0 place-items-center rounded-lg hover:bg-canvas-hover"
				>
					<Face person={viewer} status={shownPresence(viewer.presence)} ring="var(--canvas)" />
				</button>
			}
		>
			<AccountMenuItems viewer={viewer} />
		</Menu>
	);
}
