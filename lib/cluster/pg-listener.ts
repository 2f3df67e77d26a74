import { setTimeout as sleep } from "node:timers/promises";
import { openConnection } from "@/db";
import { listen } from "@/db/listen";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { applyEvent, CHANNEL, parseEvent } from "./events";
import { resyncClients, revalidateAllSockets } from "./revalidate-access";

const pingEveryMs = 1000;
const retryMs = 250;

/** One listening connection: when it is lost, and how to end it. */
type ListenConnection = { lost: Promise<void>; end(): Promise<void> };

/**
 * Hears what other nodes did, from PostgreSQL itself. While the listening connection is lost this node is in doubt: it
 * tells no server's members anything, for somebody may have been shut out meanwhile; when it listens again it proves
 * everybody's access anew, and only then goes on. Resolves when it listens; answers how to stop.
 */
export async function startListening(): Promise<() => Promise<void>> {
	let stopped = false;
	let line: ListenConnection | undefined;
	// At the start too: what holds a busy process up for a moment is no reason to give up.
	const untilListening = async () => {
		line = undefined;
		for (let tries = 0; !line && !stopped; tries++) {
			try {
				line = await begin();
			} catch (error) {
				log[tries === 0 ? "warn" : "debug"]({ err: error }, "listening failed; trying again");
				await sleep(retryMs);
			}
		}
	};
	const mend = async () => {
		while (line) {
			await line.lost;
			if (stopped) return;
			log.warn("the listening connection is lost: nothing is emitted until access is proved again");
			await line.end();
			await untilListening();
			if (stopped) return line?.end();
			resyncClients().catch((error) => log.warn({ err: error }, "what happened unheard could not be told"));
		}
	};
	await untilListening();
	void mend();
	return async () => {
		stopped = true;
		await line?.end();
	};
}

/** Listens, proves everybody's access, and ends the doubt, unless the line was lost again before that. */
async function begin(): Promise<ListenConnection> {
	const { emitBuffer, sequencers } = appState();
	let over = false;
	let resolve = () => {};
	const lost = new Promise<void>((done) => {
		resolve = done;
	});
	const lose = () => {
		if (over) return;
		over = true;
		emitBuffer.hold();
		sequencers.pause();
		resolve();
	};
	const listening = await listen(openConnection, CHANNEL, onNotification, lose);
	const end = () => {
		over = true;
		return listening.end();
	};
	try {
		await revalidateAllSockets();
		if (over) throw new Error("The listening connection was lost while access was proved.");
	} catch (error) {
		await end();
		throw error;
	}
	emitBuffer.release();
	sequencers.resume();

	const watch = async () => {
		while (!over) {
			await sleep(pingEveryMs, undefined, { ref: false });
			// A connection that hangs is as lost as one that is closed.
			if (!over) await listening.ping().catch(lose);
		}
	};
	void watch();
	return { lost, end };
}

function onNotification(payload: string): void {
	const notice = parseEvent(payload);
	if (notice)
		applyEvent(notice).catch((error) =>
			log.warn({ err: error, kind: notice.kind }, "a notice could not be carried out"),
		);
}
