import { WorkerPool } from "@/lib/workers/pool";
import type { BadTasks } from "./bad-child";

/** Beside this program, in the sources or bundled. */
const child = new URL(import.meta.url.endsWith(".ts") ? "bad-child.ts" : "bad-child.js", import.meta.url);

/**
 * A process that gets killed while one child works for it and another waits: prints their process ids and never exits
 * by itself.
 */
const pool = new WorkerPool<BadTasks>(child, 2);
const busy = await pool.run(1, "pid", null, 60_000);
pool.run(1, "block", null, 60_000).catch(() => {});
const idle = await pool.run(2, "pid", null, 60_000);
process.stdout.write(`${busy} ${idle}\n`);
