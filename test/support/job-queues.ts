import { z } from "zod";
import { sql } from "@/db";
import { type Queue, queue } from "@/lib/jobs/queue";

const Payload = z.strictObject({ key: z.string(), hangs: z.boolean().default(false) });
const base = { payload: Payload, maxAttempts: 3, retryMs: 1, maxRetryMs: 1, concurrency: 2 };

/** Notes its begin, and its end unless it hangs. */
async function handle({ key, hangs }: z.output<typeof Payload>, instance: string): Promise<void> {
	await sql`insert into begun (key, instance) values (${key}, ${instance})`;
	if (hangs) await new Promise(() => {});
	await sql`insert into ended (key) values (${key})`;
}

/** The queue of tests, `plain`. */
export const queuesOf = (instance: string): Record<string, Queue> => ({
	plain: queue({ ...base, handle: (payload) => handle(payload, instance) }),
});
