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
 * not shared and hold no state; server.ts (or a test) creates this object once and stores it on globalThis.
 */
export type AppState = {
	/** The id of this instance. */
	id: string;
	secret: string;
	rateLimiter: RateLimiter;
	/**
	 * Session ids by encrypted session cookie. Decryption is pure, so its result may be cached; the session row is read
	 * each time.
	 */
	cookies: LRUCache<string, string>;
	/** For a page that is rendered for the guest cache: whether the rendering found a viewer after all. */
	rendering: AsyncLocalStorage<{ foundViewer: boolean }>;
	accessLoader: AccessLoader;
	/** Password hashes in progress, and the number of requests by address. */
	hashing: { running: number; waiting: (() => void)[]; byAddress: Map<string, number> };
	appends: Map<number, AppendQueue>;
	/** The newest messages of recently read channels. */
	recentMessages: LRUCache<number, RecentMessages>;
	/** The storage of files. */
	storage: Storage;
	/** The disk space reserved for uploads in progress. */
	disk: { reserved: number };
	/** The number of each user's uploads in progress. */
	receiving: Map<number, number>;
	/** Processes that parse untrusted pictures and pages; they are killed at their deadline. */
	workers: { pictures: WorkerPool; pages: WorkerPool };
	/** Links whose previews are being fetched. */
	previews: PreviewQueue;
	/** HTTP responses in progress. */
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
	/** The connection to other instances; null with a single instance. */
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
	if (!it) throw new Error("The application state does not exist yet.");
	return it;
}
