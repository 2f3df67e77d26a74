import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import { AccessLoader } from "../auth/batched-access";
import { readViews } from "../auth/views";
import { Counters } from "../automod/counters";
import { MatchQueue } from "../automod/match-queue";
import { RuleSets } from "../automod/rule-sets";
import { mergeCaseChanges } from "../cases/open-count";
import { ChannelHomes } from "../channels/channel-homes";
import { EmitBuffer } from "../cluster/emit-buffer";
import { EmojiIndex } from "../emoji/emoji-index";
import { RateLimiter } from "../http/rate-limits";
import { PendingResponses } from "../http/response-limits";
import { StoredSettings } from "../instance/settings";
import { KeywordIndex } from "../keywords/keyword-index";
import { PreviewQueue } from "../link-previews/queue";
import { resolve } from "../link-previews/ssrf-guard";
import { GroupCommit } from "../messages/group-commit";
import { weightOfBlock } from "../messages/history-cache";
import { weightOf } from "../messages/recent-cache";
import { SendOrder } from "../messages/send-order";
import { TimeoutEnds } from "../moderation/timeout-ends";
import { Epochs } from "../realtime/access-epochs";
import { ChannelHeads } from "../realtime/channel-heads";
import { Presence } from "../realtime/presence";
import { ReadUpdates } from "../realtime/read-updates";
import { ViewRefreshes } from "../realtime/refresh-views";
import { Sequencers } from "../realtime/sequencer";
import { Throttle } from "../realtime/throttle";
import { UserEvents } from "../realtime/user-events";
import { Views } from "../realtime/views";
import { maxUsersAtOnce, ownServers } from "../servers/own-servers";
import { openStorage } from "../storage/open-storage";
import { TurnLoader } from "../turn-loader";
import { ownUsers } from "../users/serialize";
import { WorkerPool } from "../workers/pool";
import { type AppState, setAppState } from "./app-state";
import { config } from "./config";

/** The number of concurrent workers for pictures, and for pages. */
const workersPerPool = 2;
/** Beside the bundled program, or in the sources. */
const workerProgram = new URL(import.meta.url.endsWith(".ts") ? "../workers/child.ts" : "worker.js", import.meta.url);

/** Creates this process's state once, before anything uses it. */
export function createAppState(secret: string): AppState {
	const made: AppState = {
		id: randomUUID(),
		secret,
		rateLimiter: new RateLimiter(),
		cookies: new LRUCache({ max: 50_000 }),
		rendering: new AsyncLocalStorage(),
		accessLoader: new AccessLoader(),
		subscriptionLoader: new TurnLoader(readViews),
		hashing: { running: 0, waiting: [], byAddress: new Map() },
		userLoader: new TurnLoader(ownUsers),
		ownServersLoader: new TurnLoader(ownServers, maxUsersAtOnce),
		appends: new Map(),
		sendOrder: new SendOrder(),
		membershipQueues: new Map(),
		pendingRequestUpdates: new Throttle(() => true),
		openCaseUpdates: new Throttle(mergeCaseChanges),
		escalationUpdates: new Throttle(() => true),
		groupCommit: new GroupCommit(),
		publicLists: new LRUCache({ max: 200, ttl: 1000 }),
		recentMessages: new LRUCache({ max: 200, maxSize: 32 * 1024 * 1024, sizeCalculation: weightOf }),
		messageCaches: { generation: 0 },
		historyBlocks: new LRUCache({ maxSize: 32 * 1024 * 1024, sizeCalculation: weightOfBlock }),
		storage: openStorage(config),
		disk: { reserved: 0 },
		fileDeletions: { keys: [], running: null },
		receiving: new Map(),
		workers: {
			pictures: new WorkerPool(workerProgram, workersPerPool),
			pages: new WorkerPool(workerProgram, workersPerPool),
		},
		previews: new PreviewQueue(config.linkPreviews, { resolve, allowed: config.previewAllowHosts }),
		pendingResponses: new PendingResponses(),
		io: null,
		epochs: new Epochs(),
		emitBuffer: new EmitBuffer(),
		views: new Views(),
		viewRefreshes: new ViewRefreshes(),
		timeoutEnds: new TimeoutEnds(),
		sequencers: new Sequencers(),
		channelHeads: new ChannelHeads(),
		readUpdates: new ReadUpdates(),
		userEvents: new UserEvents(),
		restoring: Promise.resolve(),
		keywordIndex: new KeywordIndex(),
		emojiIndex: new EmojiIndex(),
		channelHomes: new ChannelHomes(),
		ruleSets: new RuleSets(),
		automodCounters: new Counters((counted) => made.redisBus?.send({ kind: "counted", counted })),
		matchQueue: new MatchQueue(),
		presence: new Presence(),
		redisBus: null,
		jobRunner: null,
		metrics: null,
		instanceSettings: new StoredSettings(),
		draining: false,
	};
	setAppState(made);
	return made;
}
