import { setTimeout as sleep } from "node:timers/promises";
import { openAnother, sql } from "@/db";
import { type Listening, listen } from "@/db/listen";
import { log } from "../log";
import { node } from "../node";
import { CHANNEL, carryOut, noticeIn } from "./notices";
import { admit, audible, closeOn, endSession, revoke, room, socketsIn } from "./publish";

const proofEveryMs = 1000;
const retryMs = 250;

/**
 * Hears what other nodes did, from PostgreSQL itself. While the listening connection is lost this node is in doubt: it
 * emits no message, for somebody may have been shut out meanwhile; when it listens again it proves everybody's access
 * anew, and only then goes on. Resolves when it listens; answers how to stop.
 */
export async function startListening(): Promise<() => Promise<void>> {
	let stopped = false;
	let current: Listening | undefined;

	const begin = async (): Promise<void> => {
		current = await listen(openAnother, CHANNEL, hear, inDoubt);
		await proveEverybody();
		node().sequencers.resume();
	};
	const inDoubt = () => {
		node().sequencers.pause();
		if (stopped) return;
		log.warn("the listening connection is lost: nothing is emitted until access is proved again");
		void mend();
	};
	const mend = async () => {
		await current?.end();
		while (!stopped) {
			try {
				return await begin();
			} catch (error) {
				log.debug({ err: error }, "listening again failed");
				await sleep(retryMs);
			}
		}
	};
	const supervise = async () => {
		while (!stopped) {
			await sleep(proofEveryMs, undefined, { ref: false });
			const proved = current;
			await proved?.prove().catch(() => {
				// A connection that hangs is as lost as one that is closed.
				if (proved === current && !stopped) {
					current = undefined;
					void proved.end();
					inDoubt();
				}
			});
		}
	};
	await begin();
	void supervise();
	return async () => {
		stopped = true;
		await current?.end();
	};
}

function hear(payload: string): void {
	const notice = noticeIn(payload);
	if (notice)
		carryOut(notice).catch((error) => log.warn({ err: error, kind: notice.kind }, "a notice could not be carried out"));
}

/** Compares what the sockets of this node hear with what the database says they may, and mends the difference. */
async function proveEverybody(): Promise<void> {
	const sockets = [...(node().io?.sockets.sockets.values() ?? [])].filter((socket) => socket.data.viewer);
	if (sockets.length === 0) return;
	node().epochs.bump("access");
	const sessions = [...new Set(sockets.map((socket) => socket.data.viewer.sessionId))];
	const alive = await sql<{ id: string }[]>`
		select id from sessions where id = any (${sessions}::uuid[]) and revoked_at is null and expires_at > now()`;
	const living = new Set(alive.map(({ id }) => id));
	for (const sessionId of sessions) if (!living.has(sessionId)) endSession(sessionId);
	for (const userId of new Set(sockets.map((socket) => socket.data.viewer.id))) await provePerson(userId);
}

async function provePerson(userId: number): Promise<void> {
	const { servers, audiences } = await audible(userId);
	const allowed = new Set(servers);
	const hidden = await sql<{ id: number }[]>`
		select c.id from channels c where c.private and c.id = any (${[...openOf(userId)]}::bigint[])`;
	for (const socket of socketsIn(room.user(userId))) {
		const heard = [...socket.rooms].filter((name) => name.startsWith("server:")).map((name) => Number(name.slice(7)));
		for (const serverId of heard) if (!allowed.has(serverId)) revoke(userId, serverId, "left");
		for (const { id } of hidden) if (!audiences.has(id)) closeOn(socket, id);
		for (const serverId of servers) if (!heard.includes(serverId)) await admit(userId, serverId);
	}
}

function openOf(userId: number): Set<number> {
	return new Set(socketsIn(room.user(userId)).flatMap((socket) => [...socket.data.channels.keys()]));
}
