"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl/react";
import { FrameKeys } from "./frame-keys";
import { ServerRail } from "./server-rail";

/** The rail beside whatever page is open. */
export function ChatFrame({ children }: { children: ReactNode }) {
	const t = useTranslations("common");
	return (
		<FrameKeys>
			<div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] bg-canvas md:grid-cols-[64px_minmax(0,1fr)]">
				<a
					href="#main"
					className="fixed start-3 -top-40 z-20 rounded-md bg-overlay px-4 py-2 font-semibold text-link shadow-menu focus:top-3"
				>
					{t("skipToContent")}
				</a>
				<ServerRail className="hidden md:flex" />
				{children}
			</div>
		</FrameKeys>
	);
}
