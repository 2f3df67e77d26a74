"use client";

import { useEffect, useMemo } from "react";
import { useSWRConfig } from "swr";
import { asApiError } from "../api";
import type { Connection } from "../realtime/connection";
import { deviceStorage } from "../safe-storage";
import { markOwnMessageRead } from "../servers/servers-reducer";
import { updateServersCache } from "../servers/update-servers-cache";
import { uuid } from "../uuid";
import { Outbox } from "./outbox";

const lockOf = (tab: string) => `hearth.tab.${tab}`;
const adoptEveryMs = 10_000;

/** The outbox of this tab. Every tab sends what was written in it, and takes over what tabs left that are gone. */
export function useMakeOutbox(connection: Connection | null, userId: number | null): Outbox | null {
	const { cache, mutate } = useSWRConfig();
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
			acknowledged: (message) => updateServersCache({ cache, mutate }, (frame) => markOwnMessageRead(frame, message)),
		});
	}, [connection, userId, cache, mutate]);

	useEffect(() => {
		if (!connection || !outbox) return;
		const follow = () => outbox.setConnected(connection.getPhase() === "connected");
		const unfollow = connection.subscribe(follow);
		follow();
		const stored = (event: StorageEvent) => {
			if (event.key === null || event.key.startsWith(outbox.prefix)) outbox.reload();
		};
		addEventListener("storage", stored);
		const stopLiving = live(outbox);
		return () => {
			unfollow();
			outbox.setConnected(false);
			removeEventListener("storage", stored);
			stopLiving();
		};
	}, [connection, outbox]);
	return outbox;
}

/**
 * Holds a lock for as long as this tab lives, by which the others know that it does. Without TLS there are no locks:
 * then every tab sends what it finds, and the nonces keep it from arriving twice.
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
