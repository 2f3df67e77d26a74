"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ServerToClient } from "@/lib/realtime/protocol";
import { api } from "../api";
import { noopSubscribe } from "../create-store";
import type { Connection } from "../realtime/connection";
import { onSessionExpired } from "../realtime/session-expired";
import { deviceStorage } from "../safe-storage";
import { checkAccess } from "./check-access";
import { Drafts } from "./drafts";
import { useReportLost } from "./use-report-lost";

export const DraftsContext = createContext<Drafts | null>(null);

/** Null during server rendering, and for guests. */
export const useDrafts = () => useContext(DraftsContext);

/** The drafts of this tab, synchronized with the user's other devices. */
export function useMakeDrafts(connection: Connection | null, userId: number | null): Drafts | null {
	const reportLost = useReportLost();
	const drafts = useMemo(() => {
		if (!connection || userId === null) return null;
		return new Drafts({
			userId,
			storage: deviceStorage(),
			put: (channelId, draft, options) => api.put(`/api/channels/${channelId}/draft`, draft, options),
			list: () => api.get("/api/drafts"),
			checkAccess,
			lost: (channelId, { content }) => reportLost.current([{ channelId, content }]),
		});
	}, [connection, userId, reportLost]);

	useEffect(() => {
		if (!connection || !drafts) return;
		const receive: ServerToClient["draft"] = (draft) => drafts.receive(draft);
		const follow = () => void drafts.setConnected(connection.getPhase() === "connected");
		const leave = () => drafts.flush();
		const unfollow = connection.subscribe(follow);
		follow();
		connection.socket.on("draft", receive);
		addEventListener("pagehide", leave);
		const end = onSessionExpired(() => drafts.wipe());
		return () => {
			unfollow();
			void drafts.setConnected(false);
			connection.socket.off("draft", receive);
			removeEventListener("pagehide", leave);
			end();
		};
	}, [connection, drafts]);
	return drafts;
}

/** Whether a channel has a draft. */
export function useHasDraft(channelId: number): boolean {
	const drafts = useDrafts();
	const has = useCallback(() => drafts?.has(channelId) ?? false, [drafts, channelId]);
	return useSyncExternalStore(drafts?.subscribe ?? noopSubscribe, has, () => false);
}
