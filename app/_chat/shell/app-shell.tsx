"use client";

import { type ReactNode, useEffect } from "react";
import { useRolePreview } from "@/app/_client/servers/role-preview";
import { useCurrentChannelId } from "@/app/_client/servers/use-current-channel-id";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy, registerPreload } from "@/app/_ui/lazy";
import { markUsable } from "@/app/_ui/when-usable";
import { DialogHost } from "./dialog-host";
import { PageErrorBoundary } from "./page-error-boundary";
import { RailLogo } from "./rail-logo";
import { ServerRail } from "./server-rail";

// Pages without a channel load the code that renders channels when they have come to rest.
registerPreload(() => import("../channels/channel-page"));

const RolePreviewBar = lazy(() => import("../permissions/role-preview-bar").then((module) => module.RolePreviewBar));

const skipClass =
	"fixed start-3 -top-40 z-20 rounded-md bg-overlay px-4 py-2 font-semibold text-link shadow-menu focus:top-3";

const focusOn = (selector: string) => document.querySelector<HTMLElement>(`#main ${selector}`)?.focus();

/** The server rail beside the open page. */
export function AppShell({ logo, children }: { logo: ReactNode; children: ReactNode }) {
	const t = useTranslations("common");
	const people = useTranslations("people");
	const preview = useRolePreview();
	const isChannel = useCurrentChannelId() !== null;
	// In a channel the list of messages says so.
	useEffect(() => {
		if (!isChannel) markUsable();
	}, [isChannel]);
	return (
		<RailLogo value={logo}>
			<DialogHost>
				<div className="flex h-dvh flex-col bg-canvas">
					<a href="#main" className={skipClass}>
						{t("skipToContent")}
					</a>
					{isChannel && (
						<>
							<button
								type="button"
								className={skipClass}
								onClick={() => focusOn("[data-scroller] article[tabindex='0']")}
							>
								{people("skipToMessages")}
							</button>
							<button type="button" className={skipClass} onClick={() => focusOn("form textarea")}>
								{people("skipToComposer")}
							</button>
						</>
					)}
					{/* Where AnnouncementBar renders: a live region is announced when its content changes, so it is there first. */}
					<div data-announcements role="status" className="shrink-0" />
					{preview && <RolePreviewBar preview={preview} />}
					<div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] md:grid-cols-[4rem_minmax(0,1fr)]">
						<ServerRail className="hidden md:flex" />
						<PageErrorBoundary>{children}</PageErrorBoundary>
					</div>
				</div>
			</DialogHost>
		</RailLogo>
	);
}
