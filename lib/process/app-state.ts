import type { AsyncLocalStorage } from "node:async_hooks";
import type { LRUCache } from "lru-cache";
import type { Server } from "socket.io";
import type { AccessLoader } from "../auth/batched-access";
import type { EmitBuffer } from "../cluster/emit-buffer";
import type { RedisBus } from "../cluster/redis-bus";
import type { RateLimiter } from "../http/rate-limits";
import type { PendingResponses } from "../http/response-limits";
import type { KeywordIndex } from "../keywords/keyword-index";
import type { PreviewQueue } from "../link-previews/queue";
import type { AppendQueue } from "../messages/append";
import type { RecentMessages } from "../messages/recent-cache";
import type { Epochs } from "../realtime/access-epochs";
import type { ChannelHeads } from "../realtime/channel-heads";
import type { Presence } from "../realtime/presence";
import type { ClientToServer, ServerToClient } from "../realtime/protocol";
import type { ReadUpdates } from "../realtime/read-updates";
import type { Sequencers } from "../realtime/sequencer";
import type { SocketData } from "../realtime/socket-server";
import type { UserEvents } from "../realtime/user-events";
import type { Storage } from "../storage/storage";
import type { WorkerPool } from "../workers/pool";

export type Io = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

/**
 * All state of this process. Next evaluates a lib file again for pages and for its handlers, so module variables are
 * not shared and hold none of it; this object is made once by server.ts (or a test) and hangs on globalThis.
 */
export type AppState = {
	/** Names this process among the nodes. */
	id: string;
	secret: string;
	rateLimiter: RateLimiter;
	/** Session cookies already decrypted, to the session they name. Pure, so it may be remembered; the row is read each time. */
	cookies: LRUCache<string, string>;
	/** Of a page that is rendered to be given to others as well: whether its rendering found a viewer after all. */
	rendering: AsyncLocalStorage<{ foundViewer: boolean }>;
	accessLoader: AccessLoader;
	/** Password hashes in progress, and how many of them each address has asked for. */
	hashing: { running: number; waiting: (() => void)[]; byAddress: Map<string, number> };
	appends: Map<number, AppendQueue>;
	/** The newest messages of channels that are read. */
	recentMessages: LRUCache<number, RecentMessages>;
	/** Where the bytes of files are. */
	storage: Storage;
	/** What files on their way have set aside of the disk. */
	disk: { reserved: number };
	/** How many files each person is sending now. */
	receiving: Map<number, number>;
	/** Where pictures and pages from strangers are read: in processes that are killed at their deadline. */
	workers: { pictures: WorkerPool; pages: WorkerPool };
	/** Links whose previews are being looked for. */
	previews: PreviewQueue;
	/** Answers over HTTP that are on their way. */
	pendingResponses: PendingResponses;
	io: Io | null;
	epochs: Epochs;
	emitBuffer: EmitBuffer;
	sequencers: Sequencers;
	channelHeads: ChannelHeads;
	readUpdates: ReadUpdates;
	userEvents: UserEvents;
	keywordIndex: KeywordIndex;
	presence: Presence;
	/** The way to other nodes; null where there is one node. */
	redisBus: RedisBus | null;
	draining: boolean;
};

const KEY = Symbol.for("hearth.node");
const globals = globalThis as { [KEY]?: AppState | undefined };

export function setAppState(node: AppState | undefined): void {
	globals[KEY] = node;
}

export function appState(): AppState {
	const it = globals[KEY];
	if (!it) throw new Error("The node has not been made yet.");
	return it;
}
