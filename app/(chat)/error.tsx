"use client";

import type { ComponentProps } from "react";
import { ErrorScreen } from "@/app/_chat/shell/error-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";

/** Only this page failed: the navigation to others stays. */
export default function ChatErrorPage(props: ComponentProps<typeof ErrorScreen>) {
	return (
		<PageLayout>
			<ErrorScreen {...props} />
		</PageLayout>
	);
}
