"use client";

import { useEffect, useMemo } from "react";
import { useSWRConfig } from "swr";
import { asApiError } from "../api";
import type { Connection } from "../realtime/connection";
import { onSessionExpired } from "../realtime/session-expired";
import { deviceStorage } from "../safe-storage";
import { getRolePreview, subscribeToRolePreview } from "../servers/role-preview";
import { markReadTo } from "../servers/servers-reducer";
import { updateServersCache } from "../servers/update-servers-cache";
import { uuid } from "../uuid";
import { Outbox } from "./outbox";
import { useReportLost } from "./use-report-lost";

const lockOf = (tab: string) => `hearth.tab.${tab}`;
const adoptEveryMs = 10_000;

/** The outbox of this tab. Every tab sends its own messages, and takes over those of closed tabs. */
export function useMakeOutbox(connection: Connection | null, userId: number | null): Outbox | null {
	const { cache, mutate } = useSWRConfig();
	const reportLost = useReportLost();
	const outbox = useMemo(() => {
		if (!connection || userId === null) return null;
		return new Outbox({
			userId,
			tab: uuid(),
			storage: deviceStorage(),
			send: async (message) => {
				try {
					const { message: stored } = await connection.request("message:send", message);
					return { message: stored };
				} catch (error) {
					const { code, message: sentence, retryAfterMs } = asApiError(error);
					return { error: { code, message: sentence, ...(retryAfterMs ? { retryAfterMs } : {}) } };
				}
			},
			lost: (items) => reportLost.current(items),
			acknowledged: (message) => updateServersCache({ cache, mutate }, (frame) => markReadTo(frame, message)),
		});
	}, [connection, userId, cache, mutate, reportLost]);

	useEffect(() => {
		if (!connection || !outbox) return;
		// Messages that were written before the preview of a role are sent after it.
		const follow = () => outbox.setConnected(connection.getPhase() === "connected" && !getRolePreview());
		const unfollow = connection.subscribe(follow);
		const unfollowPreview = subscribeToRolePreview(follow);
		follow();
		const stored = (event: StorageEvent) => {
			if (event.key === null || event.key.startsWith(outbox.prefix)) outbox.reload();
		};
		addEventListener("storage", stored);
		const stopLiving = live(outbox);
		const end = onSessionExpired(() => outbox.wipe());
		return () => {
			unfollow();
			unfollowPreview();
			outbox.setConnected(false);
			removeEventListener("storage", stored);
			stopLiving();
			end();
		};
	}, [connection, outbox]);
	return outbox;
}

/**
 * Holds a lock while this tab lives, by which other tabs detect it. Without TLS there are no locks: then every tab
 * sends all pending messages, and nonces prevent duplicates.
 */
function live(outbox: Outbox): () => void {
	const locks = navigator.locks as LockManager | undefined;
	let end = () => {};
	void locks?.request(lockOf(outbox.tab), () => new Promise<void>((resolve) => (end = resolve)));
	const adopt = async () => {
		if (outbox.getSnapshot().every((item) => item.tab === outbox.tab)) return;
		const held = new Set((await locks?.query())?.held?.map(({ name }) => name));
		outbox.takeOver((tab) => held.has(lockOf(tab)));
	};
	void adopt();
	const soon = setTimeout(adopt, 500);
	const timer = setInterval(adopt, adoptEveryMs);
	return () => {
		clearTimeout(soon);
		clearInterval(timer);
		end();
	};
}
