import { RedisBus } from "@/lib/cluster/redis-bus";
import { appState } from "@/lib/process/app-state";
import { TestServer } from "./test-server";

/**
 * Another instance of the backend on a test's database, in a process of its own that can be killed. Prints its address,
 * and never exits by itself while the test runs.
 */
const { database, redisUrl } = JSON.parse(process.argv[2] ?? "{}");
process.on("disconnect", () => process.exit());
const world = await TestServer.open({ database: { options: database, stop: async () => {} } });
if (redisUrl) appState().redisBus = await RedisBus.open(redisUrl);
process.send?.(world.url);
