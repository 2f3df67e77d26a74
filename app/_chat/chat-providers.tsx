"use client";

import { type ReactNode, useEffect } from "react";
import { SWRConfig } from "swr";
import { fetchLater } from "@/app/_ui/later";
import { ToastProvider } from "@/app/_ui/toast";
import { TooltipProvider } from "@/app/_ui/tooltip";
import { api, asApiError } from "../_client/api";
import { SocketProvider } from "../_client/socket";
import { SignedIn } from "../_client/use-viewer";
import { SessionEndDialog } from "./session-end-dialog";

/** By then a page on a slow line has what it needs itself. */
const restMs = 3000;

type Props = { signedIn: boolean; fallback: Record<string, unknown>; children: ReactNode };

/** What every page of the frame shares: the cache with its first answers, who is looking, notices and tooltips. */
export function ChatProviders({ signedIn, fallback, children }: Props) {
	useEffect(() => {
		const timer = setTimeout(fetchLater, restMs);
		return () => clearTimeout(timer);
	}, []);
	return (
		<SWRConfig value={{ fetcher: api.get, fallback, shouldRetryOnError: isWorthRetrying }}>
			<SignedIn value={signedIn}>
				<TooltipProvider>
					<ToastProvider>
						{signedIn ? <SocketProvider>{children}</SocketProvider> : children}
						{signedIn && <SessionEndDialog />}
					</ToastProvider>
				</TooltipProvider>
			</SignedIn>
		</SWRConfig>
	);
}

/** A refusal will be the same refusal again; silence and breakdowns may pass. */
function isWorthRetrying(error: unknown): boolean {
	const { code, status } = asApiError(error);
	return code === "network" || code === "rate_limited" || status >= 500;
}
