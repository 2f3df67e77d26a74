"use client";

import type { ComponentProps } from "react";
import { Broken } from "@/app/_chat/shell/error-page";

/** When the frame itself broke, or a page outside it. */
export default function ErrorPage(props: ComponentProps<typeof Broken>) {
	return (
		<main className="h-dvh bg-surface">
			<Broken {...props} />
		</main>
	);
}
