import { randomUUID } from "node:crypto";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { accountExports, messages } from "@/db/schema";
import { deleteFiles } from "../attachments/delete-files";
import { newKey } from "../attachments/upload";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import { incoming } from "../http/multipart";
import { enqueueIn } from "../jobs/enqueue";
import { type Attempt, queue } from "../jobs/queue";
import { locales } from "../locale";
import { isConfigured } from "../mail/mail";
import { appState } from "../process/app-state";
import { reserveDisk } from "../storage/quota";
import { transaction } from "../transaction";
import { sectionsOf } from "./sections";
import { writeArchive } from "./write-archive";

const Payload = z.strictObject({ userId: z.number(), requestedAt: z.string(), locale: z.enum(locales) });
type Payload = z.output<typeof Payload>;

declare module "../jobs/queue" {
	interface Payloads {
		account_export: Payload;
	}
}

const maxAttempts = 5;

/** Writes exports, one at a time. One that was interrupted is written anew. */
export const accountExport = queue({
	payload: Payload,
	maxAttempts,
	retryMs: 10_000,
	maxRetryMs: 600_000,
	concurrency: 1,
	exclusive: true,
	async handle(payload, attempt) {
		try {
			await write(payload, attempt);
		} catch (error) {
			if (attempt.attempt >= maxAttempts && !attempt.signal.aborted)
				await db.update(accountExports).set({ failedAt: sql`now()` }).where(isWaiting(payload));
			throw error;
		}
	},
});

/** The export that the job is about, unless a later request has replaced it. */
const isWaiting = ({ userId, requestedAt }: Payload) =>
	and(
		eq(accountExports.userId, userId),
		sql`${accountExports.requestedAt} = ${requestedAt}::text::timestamptz`,
		isNull(accountExports.key),
	);

async function write(payload: Payload, { signal }: Attempt): Promise<void> {
	const [waiting] = await db.select({ userId: accountExports.userId }).from(accountExports).where(isWaiting(payload));
	if (!waiting) return;
	await mkdir(incoming(), { recursive: true, mode: 0o700 });
	const path = join(incoming(), `export-${randomUUID()}`);
	// Nothing is known of its size yet, but part of the disk stays free for the database.
	const release = await reserveDisk(0);
	try {
		await writeArchive(path, sectionsOf(payload.userId), { signal, onPage: await progressOf(payload) });
		const { size } = await stat(path);
		const key = newKey();
		await appState().storage.put(key, path);
		await publish(payload, key, size);
	} finally {
		release();
		await rm(path, { force: true });
	}
}

/** Stores the progress each time that another percent of the messages is written. */
async function progressOf(payload: Payload): Promise<(section: string, rows: number) => Promise<void>> {
	const total = await db.$count(messages, eq(messages.authorId, payload.userId));
	let written = 0;
	let stored = 0;
	return async (section, rows) => {
		if (section !== "messages") return;
		written += rows;
		const progress = Math.min(99, Math.floor((written / Math.max(1, total)) * 99));
		if (progress === stored) return;
		stored = progress;
		await db.update(accountExports).set({ progress }).where(isWaiting(payload));
	};
}

async function publish(payload: Payload, key: string, size: number): Promise<void> {
	const { userId, locale } = payload;
	const events = await transaction(async (tx) => {
		const [ready] = await tx
			.update(accountExports)
			.set({ key, size, progress: 100, readyAt: sql`now()` })
			.where(isWaiting(payload))
			.returning({ userId: accountExports.userId });
		if (!ready) return null;
		const events: ClusterEvent[] = [];
		if (isConfigured()) events.push(await enqueueIn(tx, "mail", { kind: "export_ready", userId, locale }));
		return events;
	});
	if (!events) return deleteFiles([key]);
	for (const event of events) await applyEvent(event);
}
