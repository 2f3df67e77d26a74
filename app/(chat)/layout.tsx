import type { ReactNode } from "react";
import { ChatFrame } from "@/app/_chat/shell/app-shell";
import { ChatProviders } from "@/app/_chat/shell/providers";
import { getViewer, isShell } from "@/app/viewer";
import * as servers from "@/lib/servers/servers";
import * as accounts from "@/lib/users/accounts";

/** The frame. It shows who is looking and what is theirs; every page decides for itself what they may see. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
	const shell = await isShell();
	return (
		<ChatProviders first={shell ? null : await firstAnswers()}>
			<ChatFrame>{children}</ChatFrame>
		</ChatProviders>
	);
}

async function firstAnswers() {
	const viewer = await getViewer();
	if (!viewer) return "stranger";
	const [account, mine] = await Promise.all([accounts.mine(viewer), servers.mine(viewer)]);
	return { account, mine };
}
