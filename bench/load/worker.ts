import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";

type Act = (input: never) => Promise<unknown>;
export type Acts = Record<string, Act>;
/** The asynchronous interface to a part of the load generator. */
export type Asking<All extends Acts> = {
	ask<Name extends keyof All & string>(
		act: Name,
		input: Parameters<All[Name]>[0],
	): Promise<Awaited<ReturnType<All[Name]>>>;
};
type Question = { id: number; act: string; input: unknown };
type Answer = { id: number; result?: unknown; error?: string };

/** Makes this process handle its parent's requests, and exit with it. */
export function serve(acts: Acts): void {
	process.on("disconnect", () => process.exit());
	process.on("message", async ({ id, act, input }: Question) => {
		try {
			process.send?.({ id, result: await acts[act]?.(input as never) } satisfies Answer);
		} catch (error) {
			process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
		}
	});
}

/** A process of the load generator: this same program, started again with the name of its part. */
export class Worker<All extends Acts> implements Asking<All> {
	private lastId = 0;
	private readonly waiting = new Map<number, (answer: Answer) => void>();

	private constructor(private readonly child: ChildProcess) {
		child.on("message", (answer: Answer) => {
			this.waiting.get(answer.id)?.(answer);
			this.waiting.delete(answer.id);
		});
		child.once("exit", (code, signal) => {
			for (const [id, notify] of this.waiting) notify({ id, error: `The load generator ended (${signal ?? code}).` });
			this.waiting.clear();
		});
	}

	static start<All extends Acts>(part: string, cores?: string): Worker<All> {
		const program = process.argv[1] ?? "";
		const child = fork(program, ["part", part], { execArgv: ["--enable-source-maps"] });
		if (cores !== undefined) pin(child.pid ?? 0, cores);
		return new Worker<All>(child);
	}

	/** Runs a request in the process. The input and the result are sent as JSON. */
	ask<Name extends keyof All & string>(
		act: Name,
		input: Parameters<All[Name]>[0],
	): Promise<Awaited<ReturnType<All[Name]>>> {
		const id = ++this.lastId;
		return new Promise((resolve, reject) => {
			this.waiting.set(id, ({ result, error }) => {
				if (error === undefined) resolve(result as Awaited<ReturnType<All[Name]>>);
				else reject(new Error(error));
			});
			this.child.send({ id, act, input } satisfies Question, (error) => error && reject(error));
		});
	}

	async stop(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = once(this.child, "exit");
		this.child.disconnect();
		await ended;
	}
}

/** Pins a process, all its threads and its present and future children to these cores. */
export function pin(pid: number, cores: string): void {
	// A child may have exited since.
	for (const one of [pid, ...childrenOf(pid)]) spawnSync("taskset", ["-acp", cores, String(one)], { stdio: "ignore" });
}

export function childrenOf(pid: number): number[] {
	const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
	return (stdout ?? "").split(/\s+/).filter(Boolean).map(Number);
}
