import { z } from "zod";
import { queue } from "../jobs/queue";
import { expireMessages } from "./expire-messages";
import { sweepOldRows } from "./sweep-old-rows";

const Payload = z.strictObject({});

declare module "../jobs/queue" {
	interface Payloads {
		retention: z.output<typeof Payload>;
	}
}

/** Removes what is kept for a time only, every night. One instance does it. */
export const retention = queue({
	payload: Payload,
	maxAttempts: 5,
	retryMs: 60_000,
	maxRetryMs: 3_600_000,
	concurrency: 1,
	exclusive: true,
	async handle(_, { signal }) {
		await sweepOldRows(signal);
		await expireMessages(signal);
	},
});
