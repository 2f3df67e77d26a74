import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import { Entrance } from "../auth/batched-access";
import { Doubt } from "../cluster/emit-buffer";
import { Allowances } from "../http/rate-limits";
import { Answers } from "../http/response-limits";
import { Watchwords } from "../keywords/keyword-index";
import { Previews } from "../link-previews/queue";
import { resolve } from "../link-previews/ssrf-guard";
import { readAfter } from "../messages/changes-since";
import { weightOf } from "../messages/recent-cache";
import { Epochs } from "../realtime/access-epochs";
import { emitChanges, publish, room } from "../realtime/broadcast";
import { Activity } from "../realtime/channel-heads";
import { tellActivity } from "../realtime/emit-heads";
import { Presence } from "../realtime/presence";
import { Marks } from "../realtime/read-updates";
import { Sequencers } from "../realtime/sequencer";
import { OwnEvents } from "../realtime/user-events";
import { openStorage } from "../storage/storage";
import { WorkerPool } from "../workers/pool";
import { type Node, node, setNode } from "./app-state";
import { config } from "./config";
import { log } from "./log";

/** How many pictures of strangers are drawn at once, and how many pages read. */
const lanes = 2;
/** Beside the program this is bundled into, or in the sources. */
const workerProgram = new URL(import.meta.url.endsWith(".ts") ? "../workers/child.ts" : "worker.js", import.meta.url);

/** Makes this process's state, once, before anything uses it. */
export function makeNode(secret: string): Node {
	const made: Node = {
		id: randomUUID(),
		secret,
		allowances: new Allowances(),
		cookies: new LRUCache({ max: 50_000 }),
		rendering: new AsyncLocalStorage(),
		entrance: new Entrance(),
		hashing: { running: 0, waiting: [], byAddress: new Map() },
		appends: new Map(),
		tails: new LRUCache({ max: 200, maxSize: 32 * 1024 * 1024, sizeCalculation: weightOf }),
		storage: openStorage(config),
		disk: { reserved: 0 },
		receiving: new Map(),
		workers: { pictures: new WorkerPool(workerProgram, lanes), pages: new WorkerPool(workerProgram, lanes) },
		previews: new Previews(config.linkPreviews, { resolve, allowed: config.previewAllowHosts }),
		answers: new Answers(),
		io: null,
		epochs: new Epochs(),
		doubt: new Doubt(),
		sequencers: new Sequencers(
			{
				emit: emitChanges,
				readAfter,
				failed: (error) => log.warn({ err: error }, "a channel’s log could not be read; trying again"),
			},
			(channelId) => (node().io?.sockets.adapter.rooms.get(room.channel(channelId))?.size ?? 0) > 0,
			(channelId, follows) => (follows ? node().relay?.follow(channelId) : node().relay?.unfollow(channelId)),
		),
		activity: new Activity(tellActivity),
		marks: new Marks(),
		ownEvents: new OwnEvents(),
		watchwords: new Watchwords(),
		presence: new Presence(
			(told) => publish(room.server(told.serverId), "presence", told),
			(people) => node().relay?.say({ kind: "people", whole: false, people }),
		),
		relay: null,
		draining: false,
	};
	setNode(made);
	return made;
}
