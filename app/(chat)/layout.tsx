import type { ReactNode } from "react";
import { getViewer } from "@/app/viewer";
import * as accounts from "@/lib/accounts";
import * as servers from "@/lib/servers";
import { ChatProviders } from "../_chat/chat-providers";
import { ServerRail } from "../_chat/server-rail";
import { getTranslations } from "../_i18n/server";

/** The frame. It shows who is looking and what is theirs; every page decides for itself what they may see. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
	const viewer = await getViewer();
	const t = await getTranslations();
	const [account, mine] = viewer ? await Promise.all([accounts.mine(viewer), servers.mine(viewer)]) : [];
	return (
		<ChatProviders signedIn={viewer !== null} fallback={{ "/api/account": account, "/api/servers?mine=true": mine }}>
			<div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] bg-canvas md:grid-cols-[64px_minmax(0,1fr)]">
				<a
					href="#main"
					className="fixed start-3 -top-40 z-20 rounded-md bg-overlay px-4 py-2 font-semibold text-link shadow-menu focus:top-3"
				>
					{t("common.skipToContent")}
				</a>
				<ServerRail className="hidden md:flex" />
				{children}
			</div>
		</ChatProviders>
	);
}
