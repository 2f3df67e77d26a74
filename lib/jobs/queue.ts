import type { z } from "zod";

/** The payload of each queue. A module that has a queue declares it here with `declare module`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by other modules
export interface Payloads {}

export type QueueName = keyof Payloads;

/** `signal` is aborted when the instance stops, or when it no longer holds the job. */
export type Attempt = { attempt: number; signal: AbortSignal };

/**
 * How the jobs of a queue are done. A job is begun at least once: after `kill -9` again. So its handler is idempotent.
 */
export type Queue<Payload = unknown> = {
	payload: z.ZodType<Payload>;
	handle(payload: Payload, attempt: Attempt): Promise<void>;
	maxAttempts: number;
	/** The time before the second attempt. It doubles with each further one, up to `maxRetryMs`. */
	retryMs: number;
	maxRetryMs: number;
	/** How many jobs an instance does at once. */
	concurrency: number;
	/** Whether only one job of the queue is done at once, by all instances together. */
	exclusive?: boolean;
	/** Whether this instance can do its jobs; another one may be able to. */
	isOpen?(): boolean;
};

/** Checks the types of a queue's payload and handler against each other, and forgets them for the list of queues. */
export const queue = <Payload>(queue: Queue<Payload>): Queue => queue as Queue;

/** A failure that another attempt would repeat: the job is given up at once. */
export class PermanentFailure extends Error {
	override readonly name = "PermanentFailure";
}

/** With jitter, so that jobs that have failed together are not repeated together. */
export const retryDelay = ({ retryMs, maxRetryMs }: Pick<Queue, "retryMs" | "maxRetryMs">, attempt: number): number =>
	Math.min(retryMs * 2 ** (attempt - 1), maxRetryMs) * (0.5 + Math.random());
