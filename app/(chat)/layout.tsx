import type { ReactNode } from "react";
import { AppShell } from "@/app/_chat/shell/app-shell";
import { Providers } from "@/app/_chat/shell/providers";
import { InstanceLogo } from "@/app/instance-logo";
import { getViewer, isShell } from "@/app/viewer";
import { loadAppData } from "@/lib/users/app-data";
import { ClientPages } from "./client-pages";

/** The app shell with the viewer and their servers. Every page checks for itself what they may see. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
	const shell = await isShell();
	return (
		<Providers first={shell ? null : await firstAnswers()}>
			<AppShell logo={<InstanceLogo />}>
				<ClientPages>{children}</ClientPages>
			</AppShell>
		</Providers>
	);
}

async function firstAnswers() {
	const viewer = await getViewer();
	return viewer ? loadAppData(viewer) : "guest";
}
