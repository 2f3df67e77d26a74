import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { announceShutdown } from "../realtime/broadcast";
import { appState } from "./app-state";
import { log } from "./log";

const announcementMs = 1000;
const timeoutMs = 20_000;

/**
 * Ends the process at SIGTERM or SIGINT: it reports not ready at once, notifies sockets, completes requests in
 * progress, closes connections, pages and database, and exits 0. It exits after 20 s even if requests are still
 * running; a second signal exits at once.
 */
export function shutDownOn(signals: NodeJS.Signals[], http: Server, close: () => Promise<void>): void {
	let draining = false;
	const drain = async (signal: string) => {
		if (draining) process.exit(1);
		draining = true;
		log.info({ signal }, "stopping");
		setTimeout(() => process.exit(0), timeoutMs).unref();
		const { io, appends, presence, channelHeads, readUpdates } = appState();
		appState().draining = true;
		announceShutdown();
		if ((io?.engine.clientsCount ?? 0) > 0) await sleep(announcementMs);
		while (appends.size > 0) await sleep(20);
		http.close();
		http.closeIdleConnections();
		await io?.close();
		await Promise.race([closed(http), sleep(5000)]);
		http.closeAllConnections();
		presence.stop();
		channelHeads.stop();
		readUpdates.stop();
		await close();
		log.info("stopped");
		process.exit(0);
	};
	for (const signal of signals) process.on(signal, () => void drain(signal));
}

const closed = (http: Server) =>
	new Promise<void>((resolve) => (http.listening ? http.once("close", resolve) : resolve()));
