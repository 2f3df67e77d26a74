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

/** The reason a task has no result: it was killed at its deadline, or its process crashed. */
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
/** For this long a user whose task was killed shares one worker with all other such users. */
const quarantineMs = 10 * 60_000;
/** How long the processing time of a user's tasks counts. */
const costMs = 10 * 60_000;

/**
 * Runs tasks on untrusted input in child processes. A process is killed if its task is not done by its deadline. Each
 * user has one task at a time, and the user with the least recent processing time goes first. Children start with the
 * first task, are reused, end when idle, and end themselves when this process is gone.
 */
export class WorkerPool<Table extends TaskTable = Tasks> {
	private readonly queue = new FairQueue<Job>();
	private readonly lanes: Lane[];
	private readonly running = new Set<number>();
	private readonly suspects = new Map<number, number>();
	/** The recent processing time of each user's tasks, in milliseconds. */
	private readonly costs = new LRUCache<number, number>({ max: 10_000, ttl: costMs });
	private closed = false;

	constructor(
		/** The program of a child: `child.ts`, or its bundle. */
		private readonly entry: URL,
		lanes: number,
	) {
		this.lanes = Array.from({ length: lanes }, () => ({ child: null, user: null }));
	}

	/**
	 * Rejects with TaskFailed if there is no result. The deadline counts from the task's start; `waitMs` limits the wait
	 * for it.
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

	/** The number of processes. */
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

	/** A free lane that has its process already, if there is one. */
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
				// Killed, or ended itself because of its memory.
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
		// Without the environment, which contains secrets, and with a small heap.
		const child = fork(this.entry, {
			env: { NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
			execArgv: [
				...process.execArgv.filter((flag) => !/^--(test|inspect|watch)/.test(flag)),
				"--max-old-space-size=192",
			],
			serialization: "advanced",
			// The last one is the lifeline, which closes when this process ends in any way.
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

/** The child's next message, which keeps this process alive. Rejects at the deadline, or when the child ends. */
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
