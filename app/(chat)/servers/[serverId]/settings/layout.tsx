import type { ReactNode } from "react";
import { SettingsAccess } from "@/app/_chat/settings/settings-access";
import { idFrom } from "@/lib/ids";

type Props = { params: Promise<{ serverId: string }>; children: ReactNode };

/** The layout of a server's settings. Each page checks access itself. */
export default async function ServerSettingsLayout({ params, children }: Props) {
	const serverId = idFrom((await params).serverId);
	// The page answers 404.
	return serverId === null ? children : <SettingsAccess serverId={serverId}>{children}</SettingsAccess>;
}
