"use client";

import { useViewer } from "@/app/_client/account/use-viewer";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";
import { Menu } from "@/app/_ui/menu";
import { Face } from "../users/avatar-palettes";
import { RailMark } from "./rail-mark";
import { shownPresence } from "./shown-presence";

const AccountMenuItems = lazy(() => import("./account-menu-items").then((module) => module.AccountMenuItems));

export function AccountMenu() {
	const t = useTranslations("shell");
	const viewer = useViewer();
	if (!viewer) return null;
	const name = t("account", { name: viewer.displayName });
	const count = viewer.openCaseCount ?? 0;
	return (
		<Menu
			items={AccountMenuItems}
			side="right"
			trigger={
				<button
					type="button"
					aria-label={count > 0 ? t("inboxWaiting", { name, count }) : name}
					className="relative grid size-11 shrink-0 place-items-center rounded-lg hover:bg-canvas-hover"
				>
					<Face person={viewer} status={shownPresence(viewer.presence)} ring="var(--canvas)" />
					<RailMark count={count} unread={false} />
				</button>
			}
		>
			<AccountMenuItems viewer={viewer} />
		</Menu>
	);
}
