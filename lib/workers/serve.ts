import { writeFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { Worker } from "node:worker_threads";

/** The tasks of a child process, by name. */
export type TaskTable = Record<string, { input: unknown; output: unknown }>;
export type Handlers<Tasks extends TaskTable> = {
	[Name in keyof Tasks]: (input: Tasks[Name]["input"]) => Promise<Tasks[Name]["output"]>;
};

/** The pipe that the parent keeps open for as long as it lives. */
export const lifeline = 4;

/**
 * Runs in a separate thread, which no task can block. It kills at once, whatever a library is doing in its threads: an
 * orderly exit would wait for them.
 */
const watch = (maxMemory: number) => `
	const end = () => process.kill(process.pid, "SIGKILL");
	new (require("node:net").Socket)({ fd: ${lifeline} }).on("error", () => {}).on("close", end).resume();
	setInterval(() => process.memoryUsage.rss() > ${maxMemory} && end(), 50);
`;

/** Makes this process a worker: it runs its parent's tasks, limits its memory, and ends with its parent. */
export function serveTasks<Tasks extends TaskTable>(handlers: Handlers<Tasks>, maxMemory: number): void {
	new Worker(watch(maxMemory), { eval: true, execArgv: [], env: {} });
	// Ctrl-C and an init system's signals are for the app, which ends its workers when it has finished.
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
	// The app has priority for the CPU, and when memory runs out Linux kills the worker first.
	setPriority(5);
	writeFile("/proc/self/oom_score_adj", "1000").catch(() => {});
	process.on("message", async ({ task, input }: { task: keyof Tasks; input: never }) => {
		try {
			const result = await handlers[task](input);
			// A heap that was large once does not shrink again.
			process.send?.({ result, retire: process.memoryUsage.rss() > maxMemory / 3 });
		} catch (error) {
			process.send?.({ error: error instanceof Error ? error.message : String(error) });
		}
	});
	process.send?.({ ready: true });
}
