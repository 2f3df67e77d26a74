"use client";

import { type ReactNode, useEffect, useInsertionEffect } from "react";
import { SWRConfig } from "swr";
import { SignedIn } from "@/app/_client/account/use-viewer";
import { api, asApiError, setRequestUser } from "@/app/_client/api";
import { useInitialData } from "@/app/_client/initial-data";
import { useWipedStorage } from "@/app/_client/messages/use-window-store";
import { NavigationProvider } from "@/app/_client/navigation/navigation";
import { SocketProvider } from "@/app/_client/realtime/socket-provider";
import { mineKey } from "@/app/_client/servers/use-servers";
import { lazyOnceUsable, preloadAll } from "@/app/_ui/lazy";
import { ToastProvider } from "@/app/_ui/toast";
import { TooltipProvider } from "@/app/_ui/tooltip";
import type { AppData } from "@/lib/users/app-data";
import { AvatarPalettes } from "../users/avatar-palettes";
import { AppShellSkeleton } from "./app-shell-skeleton";
import { SessionExpiredDialog } from "./session-expired-dialog";

// The document has the settings already; this one waits for changes of them.
const SettingsSync = lazyOnceUsable(() => import("../settings/settings-sync").then((module) => module.SettingsSync));

/** By then a page on a slow connection has loaded its own data. */
const restMs = 3000;

/** Null in a page rendered for everybody: then the document brings the data. */
type Props = { first: AppData | "guest" | null; children: ReactNode };

/** The context of all pages: the cache with its initial data, the viewer, toasts and tooltips. */
export function Providers({ first: given, children }: Props) {
	const start = useInitialData();
	const first = given ?? start;
	useEffect(() => {
		const timer = setTimeout(preloadAll, restMs);
		return () => clearTimeout(timer);
	}, []);
	const userId = first === null || first === "guest" ? null : first.account.user.id;
	// Before all other effects, which may send requests.
	useInsertionEffect(() => setRequestUser(userId), [userId]);
	useWipedStorage(first === "guest");
	if (first === null) return <AppShellSkeleton />;
	const signedIn = first !== "guest";
	const fallback = signedIn ? { "/api/account": first.account, [mineKey]: first.mine } : {};
	return (
		<SWRConfig value={{ fetcher: api.get, fallback, shouldRetryOnError: isWorthRetrying }}>
			<SignedIn value={signedIn}>
				<AvatarPalettes>
					<TooltipProvider>
						<ToastProvider>
							{signedIn ? (
								<SocketProvider>
									<NavigationProvider>{children}</NavigationProvider>
									<SessionExpiredDialog />
									<SettingsSync />
								</SocketProvider>
							) : (
								<NavigationProvider>{children}</NavigationProvider>
							)}
						</ToastProvider>
					</TooltipProvider>
				</AvatarPalettes>
			</SignedIn>
		</SWRConfig>
	);
}

/** A rejection would repeat; timeouts and server errors may pass. */
function isWorthRetrying(error: unknown): boolean {
	const { code, status } = asApiError(error);
	return code === "network" || code === "rate_limited" || status >= 500;
}
