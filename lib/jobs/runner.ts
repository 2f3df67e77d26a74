import { setTimeout as sleep } from "node:timers/promises";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { summaryOf } from "../process/loggable-error";
import { outsideRequests } from "../process/request-context";
import { PermanentFailure, type Queue, retryDelay } from "./queue";
import { type ClaimedJob, claim, claimAlone, complete, giveUp, release, renew, retryLater } from "./store";

declare module "../process/app-state" {
	interface AppState {
		/** Null in a tool, which adds jobs for the running instances. */
		jobRunner: JobRunner | null;
	}
}

/** Jobs arrive with a cluster event. This is for those that are to be repeated, or whose event was lost. */
const defaultPollMs = 5000;
/** An instance that has not renewed a job for this long is taken for dead. */
const defaultLeaseMs = 30_000;
/** A job that is not done this long after the stop is left to another instance. */
const defaultStopMs = 5000;

type Options = { pollMs?: number; leaseMs?: number; stopMs?: number };

/** Starts doing jobs. Returns a function that stops it: it begins no more, and waits a moment for those in progress. */
export function startJobs(queues: Record<string, Queue>, options: Options = {}): () => Promise<void> {
	const runner = new JobRunner(queues, options);
	appState().jobRunner = runner;
	runner.wake();
	return () => runner.stop();
}

/** Does the jobs of this instance, at most `concurrency` of each queue at once. */
class JobRunner {
	/** The jobs in progress, by queue. */
	private readonly running = new Map<string, Set<Promise<void>>>();
	private readonly interrupts = new Set<AbortController>();
	private readonly timer: NodeJS.Timeout;
	private readonly leaseMs: number;
	private readonly stopMs: number;
	private looking: Promise<void> | null = null;
	private mustLookAgain = false;
	private stopped = false;

	constructor(
		private readonly queues: Record<string, Queue>,
		{ pollMs = defaultPollMs, leaseMs = defaultLeaseMs, stopMs = defaultStopMs }: Options,
	) {
		this.leaseMs = leaseMs;
		this.stopMs = stopMs;
		for (const name of Object.keys(queues)) this.running.set(name, new Set());
		this.timer = setInterval(() => this.wake(), pollMs).unref();
	}

	/** Looks for jobs now; if it is looking already, once more afterwards. */
	wake(): void {
		this.mustLookAgain = true;
		if (this.looking || this.stopped) return;
		this.looking = outsideRequests(() => this.look())
			.catch((error) => log.warn({ err: error }, "jobs could not be read; trying again"))
			.finally(() => {
				this.looking = null;
				if (this.mustLookAgain) this.wake();
			});
	}

	async stop(): Promise<void> {
		this.stopped = true;
		clearInterval(this.timer);
		await this.looking;
		const inProgress = Promise.all([...this.running.values()].flatMap((jobs) => [...jobs]));
		await Promise.race([inProgress, sleep(this.stopMs, undefined, { ref: false })]);
		// Each now gives its job back, so that another instance need not wait for the end of the lease.
		for (const interrupt of this.interrupts) interrupt.abort("stopped");
		await inProgress;
	}

	private async look(): Promise<void> {
		while (this.mustLookAgain && !this.stopped) {
			this.mustLookAgain = false;
			const free = new Map<string, number>();
			for (const [name, { concurrency, exclusive, isOpen }] of Object.entries(this.queues)) {
				if (isOpen?.() === false) continue;
				const left = concurrency - (this.running.get(name)?.size ?? 0);
				if (left <= 0) continue;
				if (exclusive) this.begin(await claimAlone(name, this.leaseMs));
				else free.set(name, left);
			}
			if (free.size > 0) this.begin(await claim(free, this.leaseMs));
		}
	}

	private begin(jobs: ClaimedJob[]): void {
		for (const job of jobs) {
			const running = this.running.get(job.queue);
			const done = this.attempt(job)
				.catch((error) => log.warn({ err: error, queue: job.queue }, "the end of a job could not be stored"))
				.finally(() => {
					running?.delete(done);
					this.wake();
				});
			running?.add(done);
		}
	}

	private async attempt(job: ClaimedJob): Promise<void> {
		const queue = this.queues[job.queue];
		if (!queue) return;
		// Each earlier attempt may have killed its instance: do not let a job kill every instance for ever.
		if (job.attempts > queue.maxAttempts) return giveUp(job, "The instance ended during each attempt.");
		const interrupt = new AbortController();
		const { signal } = interrupt;
		this.interrupts.add(interrupt);
		const renewal = setInterval(() => {
			// Without an answer the lease may still be ours.
			renew(job, this.leaseMs).then(
				(isOurs) => isOurs || interrupt.abort("lost"),
				() => {},
			);
		}, this.leaseMs / 3);
		try {
			const payload = queue.payload.parse(job.payload);
			await unlessAborted(queue.handle(payload, { attempt: job.attempts, signal }), signal);
			await complete(job);
		} catch (error) {
			if (signal.reason === "stopped") await release(job);
			else if (signal.reason !== "lost") await this.fail(job, queue, error);
		} finally {
			clearInterval(renewal);
			this.interrupts.delete(interrupt);
		}
	}

	private async fail(job: ClaimedJob, queue: Queue, error: unknown): Promise<void> {
		const sentence = summaryOf(error).slice(0, 1000);
		const isLast = job.attempts >= queue.maxAttempts || isPermanent(error);
		log.warn({ queue: job.queue, job: job.id, attempt: job.attempts, isLast }, "a job has failed");
		if (isLast) return giveUp(job, sentence);
		await retryLater(job, sentence, retryDelay(queue, job.attempts));
	}
}

const isPermanent = (error: unknown) =>
	error instanceof PermanentFailure || (error instanceof Error && error.name === "ZodError");

/** A handler that ignores its signal must not keep the instance from stopping. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		signal.addEventListener("abort", () => reject(new Error("The job was interrupted.")), { once: true });
		work.then(resolve, reject);
	});
}
