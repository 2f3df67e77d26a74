import { setTimeout as sleep } from "node:timers/promises";
import { serveTasks } from "@/lib/workers/serve";

/** A child process whose tasks misbehave. */
export type BadTasks = {
	answer: { input: string; output: string };
	fail: { input: null; output: never };
	block: { input: null; output: never };
	/** Allocates a gigabyte. */
	fill: { input: null; output: number };
	pid: { input: null; output: number };
};

serveTasks<BadTasks>(
	{
		answer: async (words) => words,
		fail: () => Promise.reject(new Error("on purpose")),
		// Blocks the event loop forever.
		block: async () => {
			for (;;);
		},
		fill: async () => {
			const kept = Array.from({ length: 64 }, () => Buffer.alloc(16 * 1024 * 1024, 1));
			await sleep(2000);
			return kept.length;
		},
		pid: async () => process.pid,
	},
	400 * 1024 * 1024,
);
