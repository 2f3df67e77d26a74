import { WorkerPool } from "@/lib/workers/pool";
import type { BadTasks } from "./bad-child";

/**
 * A process that gets killed while one child works for it and another waits: prints their process ids and never exits
 * by itself.
 */
const pool = new WorkerPool<BadTasks>(new URL("bad-child.ts", import.meta.url), 2);
const busy = await pool.run(1, "pid", null, 60_000);
pool.run(1, "block", null, 60_000).catch(() => {});
const idle = await pool.run(2, "pid", null, 60_000);
process.stdout.write(`${busy} ${idle}\n`);
