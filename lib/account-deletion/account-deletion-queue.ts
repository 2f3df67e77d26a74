import { z } from "zod";
import { queue } from "../jobs/queue";
import { eraseAccount } from "./erase-account";

const Payload = z.strictObject({ userId: z.number() });

declare module "../jobs/queue" {
	interface Payloads {
		account_deletion: z.output<typeof Payload>;
	}
}

/** Deletes accounts when the time for the undo is over. If the user has signed in meanwhile, it does nothing. */
export const accountDeletion = queue({
	payload: Payload,
	// A long deletion is interrupted by each stop of its instance.
	maxAttempts: 100,
	retryMs: 10_000,
	maxRetryMs: 3_600_000,
	concurrency: 1,
	exclusive: true,
	handle: ({ userId }, { signal }) => eraseAccount(userId, signal),
});
