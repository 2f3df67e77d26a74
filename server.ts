import { createServer } from "node:http";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import next from "next";
import { routes } from "@/app/api/routes";
import { startGarbageCollection } from "@/lib/attachments/garbage-collect";
import { readOrCreateSecret } from "@/lib/auth/auth-secret";
import { startBackups } from "@/lib/backup/schedule";
import { startListening } from "@/lib/cluster/pg-listener";
import { RedisBus } from "@/lib/cluster/redis-bus";
import { enforceBodyTimeouts, isUpload, serverOptions } from "@/lib/http/body-timeout";
import { listen } from "@/lib/http/listen";
import { createRequestListener } from "@/lib/http/request-listener";
import { guardUpgrades } from "@/lib/http/socket-guard";
import { staticFilesIn } from "@/lib/http/static-files";
import { queues } from "@/lib/jobs/queues";
import { startJobs } from "@/lib/jobs/runner";
import { startMetrics } from "@/lib/metrics/serve";
import { config } from "@/lib/process/config";
import { createAppState } from "@/lib/process/create-app-state";
import { shutDownOn } from "@/lib/process/graceful-shutdown";
import { log } from "@/lib/process/log";
import { openDatabase } from "@/lib/process/open-database";
import { warmUpPages, warmUpParser } from "@/lib/process/warm-up";
import { startReconciler } from "@/lib/realtime/reconciler";
import { createSocketServer } from "@/lib/realtime/socket-server";
import { startRetention } from "@/lib/retention/schedule";
import { startIndexing } from "@/lib/search";
import { startTracing } from "@/lib/tracing/start-tracing";

// NextAuth reads these itself; lib/http/trusted-proxies.ts decides before it which forwarded hosts are trusted.
process.env.AUTH_TRUST_HOST ??= "1";
if (config.publicUrl) process.env.NEXTAUTH_URL = config.publicUrl;

// By default V8 lets the heap of a busy process grow to four times its live data before it collects garbage, and a
// quiet one keeps it.
setFlagsFromString("--heap-growing-percent=50");

const print = (sentence: string) => process.stdout.write(`${sentence}\n`);
process.on("unhandledRejection", (error) => log.error({ err: error }, "an unhandled rejection"));
if (!config.rateLimits) log.warn("RATE_LIMITS is off: nothing limits a flood. For load tests only.");

const http = createServer(serverOptions);
const app = next({ dev: config.dev, httpServer: http, hostname: config.host, port: config.port });
const [closeDatabase] = await Promise.all([openDatabase(print), app.prepare()]);
const node = createAppState(config.authSecret ?? readOrCreateSecret(config.dataDir));
const pages = app.getRequestHandler();

http.on(
	"request",
	createRequestListener(
		routes,
		(request, response) => pages(request, response),
		staticFilesIn(join(process.env.HEARTH_DIST_DIR || ".next", "static")),
	),
);
node.io = createSocketServer(http);
guardUpgrades(http);
enforceBodyTimeouts(http, isUpload);
const stopMetrics = await startMetrics();
const stopTracing = await startTracing();
const stopHealing = startReconciler();
const stopCollecting = startGarbageCollection();
const stopBackups = startBackups();
const stopRetention = startRetention();
const stopMatchQueue = node.matchQueue.start();
const stopListening = await startListening();
const stopIndexing = startIndexing();
const stopJobs = startJobs(queues);
if (config.redisUrl) node.redisBus = await RedisBus.open(config.redisUrl);

shutDownOn(["SIGTERM", "SIGINT"], http, async () => {
	stopMetrics();
	stopHealing();
	stopCollecting();
	stopBackups();
	stopRetention();
	stopMatchQueue();
	await stopJobs();
	await stopListening();
	await stopIndexing();
	await node.redisBus?.close();
	await app.close();
	await stopTracing();
	for (const pool of Object.values(node.workers)) pool.close();
	await closeDatabase();
});
await listen(http, config.port, config.host);
print(`Hearth is open at ${config.publicUrl ?? `http://localhost:${config.port}`}`);
if (!config.dev) {
	void warmUpPages(http);
	void warmUpParser();
}
