import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { LRUCache } from "lru-cache";
import type { Tasks } from "./child";
import { FairQueue } from "./fair-queue";
import { lifeline, type TaskTable } from "./serve";

declare module "../process/app-state" {
	interface AppState {
		/** Processes that parse untrusted pictures and pages; they are killed at their deadline. */
		workers: { pictures: WorkerPool; pages: WorkerPool };
	}
}

/** Why a task has no result: it was killed at its deadline, or its process ended under it. */
export class TaskFailed extends Error {
	override readonly name = "TaskFailed";
}

type Reply = { ready: true } | { result: unknown; retire: boolean } | { error: string };
type Job = {
	task: PropertyKey;
	input: unknown;
	deadlineMs: number;
	waiting?: NodeJS.Timeout;
	resolve: (result: never) => void;
	reject: (error: Error) => void;
};
type Lane = { child: ChildProcess | null; user: number | null; idle?: NodeJS.Timeout };

const startMs = 30_000;
const idleMs = 60_000;
/** For so long a user whose task had to be killed shares one lane with all others of whom that is true. */
const quarantineMs = 10 * 60_000;
/** For so long it counts how much time of the processes a user has taken. */
const costMs = 10 * 60_000;

/**
 * Runs tasks on input from strangers in child processes, each of which is killed when its task is not done by its
 * deadline. One task a user at a time, and whoever has taken least of their time lately goes first. Children start with the first task, are used again, end when
 * they are idle, and end themselves when this process is gone.
 */
export class WorkerPool<Table extends TaskTable = Tasks> {
	private readonly queue = new FairQueue<Job>();
	private readonly lanes: Lane[];
	private readonly running = new Set<number>();
	private readonly suspects = new Map<number, number>();
	/** Milliseconds each user's tasks took lately. */
	private readonly costs = new LRUCache<number, number>({ max: 10_000, ttl: costMs });
	private closed = false;

	constructor(
		/** The program of a child: `child.ts`, or what it is bundled as. */
		private readonly entry: URL,
		lanes: number,
	) {
		this.lanes = Array.from({ length: lanes }, () => ({ child: null, user: null }));
	}

	/**
	 * Rejects with TaskFailed where there is no result. The deadline counts from when the task begins; `waitMs` is how long
	 * it may wait for that.
	 */
	run<Name extends keyof Table>(
		user: number,
		task: Name,
		input: Table[Name]["input"],
		deadlineMs: number,
		waitMs?: number,
	): Promise<Table[Name]["output"]> {
		return new Promise((resolve, reject) => {
			if (this.closed) return reject(new TaskFailed("closed"));
			const job: Job = { task, input, deadlineMs, resolve, reject };
			if (waitMs !== undefined)
				job.waiting = setTimeout(() => {
					if (this.queue.remove(user, job)) reject(new TaskFailed("it waited too long"));
				}, waitMs);
			this.queue.push(user, job);
			this.fill();
		});
	}

	/** How many processes there are. */
	get children(): number {
		return this.lanes.filter(({ child }) => child !== null).length;
	}

	close(): void {
		this.closed = true;
		for (const lane of this.lanes) end(lane);
		for (let next = this.queue.take(() => true); next; next = this.queue.take(() => true)) {
			clearTimeout(next.job.waiting);
			next.job.reject(new TaskFailed("closed"));
		}
	}

	private fill(): void {
		for (let lane = this.freeLane(); lane; lane = this.freeLane()) {
			const next = this.queue.take(
				(user) => this.mayRun(user),
				(user) => this.costs.get(user) ?? 0,
			);
			if (!next) return;
			void this.work(lane, next.user, next.job);
		}
	}

	/** One that has its process already, if there is one. */
	private freeLane(): Lane | undefined {
		const free = this.lanes.filter(({ user }) => user === null);
		return free.find(({ child }) => child !== null) ?? free[0];
	}

	private mayRun(user: number): boolean {
		if (this.running.has(user)) return false;
		return !this.isSuspect(user) || ![...this.running].some((other) => this.isSuspect(other));
	}

	private isSuspect(user: number): boolean {
		const until = this.suspects.get(user);
		if (until !== undefined && until <= Date.now()) this.suspects.delete(user);
		return this.suspects.has(user);
	}

	private async work(lane: Lane, user: number, job: Job): Promise<void> {
		const { task, input, deadlineMs, waiting, resolve, reject } = job;
		clearTimeout(waiting);
		lane.user = user;
		this.running.add(user);
		clearTimeout(lane.idle);
		let began = performance.now();
		try {
			const child = lane.child ?? (await this.start(lane));
			began = performance.now();
			const reply = await ask(child, deadlineMs, { task, input }).catch((error) => {
				// Killed, or it killed itself over its memory.
				this.suspects.set(user, Date.now() + quarantineMs);
				throw error;
			});
			if ("retire" in reply && reply.retire) end(lane);
			if ("result" in reply) resolve(reply.result as never);
			else throw new TaskFailed("error" in reply ? reply.error : "no result");
		} catch (error) {
			end(lane);
			reject(error as Error);
		}
		this.costs.set(user, (this.costs.get(user) ?? 0) + performance.now() - began);
		lane.user = null;
		this.running.delete(user);
		lane.idle = setTimeout(() => end(lane), idleMs).unref();
		this.fill();
	}

	private async start(lane: Lane): Promise<ChildProcess> {
		if (this.closed) throw new TaskFailed("closed");
		// None of our environment, which holds secrets; and a heap that stays small.
		const child = fork(this.entry, {
			env: { NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
			execArgv: [
				...process.execArgv.filter((flag) => !/^--(test|inspect|watch)/.test(flag)),
				"--max-old-space-size=192",
			],
			serialization: "advanced",
			// The last is the lifeline, which closes when this process ends in any way.
			stdio: ["ignore", "ignore", "ignore", "ipc", "pipe"],
		});
		child.on("error", () => {}).unref();
		(child.stdio[lifeline] as Socket).on("error", () => {}).unref();
		child.once("exit", () => {
			if (lane.child === child) lane.child = null;
		});
		lane.child = child;
		await ask(child, startMs);
		return child;
	}
}

function end(lane: Lane): void {
	clearTimeout(lane.idle);
	lane.child?.kill("SIGKILL");
	lane.child = null;
}

/** The child's next word, for which this process stays alive. Rejects at the deadline, or when the child ends. */
function ask(child: ChildProcess, deadlineMs: number, message?: object): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const settle = (act: () => void) => {
			clearTimeout(timer);
			child.off("message", answered).off("exit", ended).off("error", ended);
			child.channel?.unref();
			act();
		};
		const answered = (reply: unknown) => settle(() => resolve(reply as Reply));
		const ended = () => settle(() => reject(new TaskFailed("its process ended")));
		const timer = setTimeout(() => settle(() => reject(new TaskFailed("the deadline"))), deadlineMs);
		child.once("message", answered).once("exit", ended).once("error", ended);
		child.channel?.ref();
		if (message) child.send(message, (error) => error && ended());
	});
}
