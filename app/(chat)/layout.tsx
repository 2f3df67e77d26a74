import type { ReactNode } from "react";
import { AppShell } from "@/app/_chat/shell/app-shell";
import { Providers } from "@/app/_chat/shell/providers";
import { getViewer, isShell } from "@/app/viewer";
import * as servers from "@/lib/servers/servers";
import * as accounts from "@/lib/users/accounts";

/** The app shell with the viewer and their servers. Every page checks for itself what they may see. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
	const shell = await isShell();
	return (
		<Providers first={shell ? null : await firstAnswers()}>
			<AppShell>{children}</AppShell>
		</Providers>
	);
}

async function firstAnswers() {
	const viewer = await getViewer();
	if (!viewer) return "guest";
	const [account, mine] = await Promise.all([accounts.mine(viewer), servers.mine(viewer)]);
	return { account, mine };
}
