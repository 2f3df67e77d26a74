import { setTimeout as sleep } from "node:timers/promises";
import { openConnection } from "@/db";
import { listen } from "@/db/listen";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { applyEvent, CHANNEL, parseEvent } from "./events";
import { resyncClients, revalidateAllSockets } from "./revalidate-access";

const pingEveryMs = 1000;
const retryMs = 250;

/** A LISTEN connection: when it is lost, and how to end it. */
type ListenConnection = { lost: Promise<void>; end(): Promise<void> };

/**
 * Listens to other instances' cluster events through PostgreSQL. While the LISTEN connection is lost, this instance
 * emits nothing to servers' members, because another instance may have revoked access meanwhile. After reconnecting it
 * checks everybody's access again, and only then resumes. Resolves when it listens, with a function that stops it.
 */
export async function startListening(): Promise<() => Promise<void>> {
	let stopped = false;
	let line: ListenConnection | undefined;
	// Retries at the start too: a brief stall of a busy process is no reason to give up.
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
			log.warn("the listening connection is lost: nothing is emitted until access is checked again");
			await line.end();
			await untilListening();
			if (stopped) return line?.end();
			resyncClients().catch((error) =>
				log.warn({ err: error }, "changes missed while not listening could not be emitted"),
			);
		}
	};
	await untilListening();
	void mend();
	return async () => {
		stopped = true;
		await line?.end();
	};
}

/** Listens, checks everybody's access, and releases the buffer unless the connection was lost again before that. */
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
		if (over) throw new Error("The listening connection was lost while access was checked.");
	} catch (error) {
		await end();
		throw error;
	}
	emitBuffer.release();
	sequencers.resume();

	const watch = async () => {
		while (!over) {
			await sleep(pingEveryMs, undefined, { ref: false });
			// A connection that hangs counts as lost.
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
			log.warn({ err: error, kind: notice.kind }, "a cluster event could not be applied"),
		);
}
