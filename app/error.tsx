"use client";

import type { ComponentProps } from "react";
import { ErrorScreen } from "@/app/_chat/shell/error-page";

/** Shown when the app shell failed, or a page outside it. */
export default function ErrorPage(props: ComponentProps<typeof ErrorScreen>) {
	return (
		<main className="h-dvh bg-surface">
			<ErrorScreen {...props} />
		</main>
	);
}
