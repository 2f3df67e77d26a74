"use client";

import { usePageTitle } from "@/app/_client/navigation/use-page-title";
import { RouteAnnouncer } from "./route-announcer";

/** The title of a page that the browser renders, in the window and for screen readers. */
export function ClientPageTitle({ title }: { title: string }) {
	usePageTitle(title);
	return <RouteAnnouncer title={title} />;
}
