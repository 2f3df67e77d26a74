import { serveTasks } from "./serve";

/** A child process whose tasks are as bad as they can be. */
export type BadTasks = {
	answer: { input: string; output: string };
	fail: { input: null; output: never };
	block: { input: null; output: never };
	fill: { input: null; output: never };
	pid: { input: null; output: number };
};

serveTasks<BadTasks>(
	{
		answer: async (words) => words,
		fail: () => Promise.reject(new Error("on purpose")),
		// Holds the event loop for good.
		block: async () => {
			for (;;);
		},
		fill: async () => {
			const kept: Buffer[] = [];
			for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
		},
		pid: async () => process.pid,
	},
	400 * 1024 * 1024,
);
