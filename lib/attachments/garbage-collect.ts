import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, isNotNull, isNull, lt, notExists, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { withAdvisoryLock, withSharedAdvisoryLock } from "@/db/advisory-lock";
import { attachments, messages, removedMessages } from "@/db/schema";
import { sweepExports } from "../account-export/account-export";
import { sweepEmailTokens } from "../email-tokens/email-tokens";
import { incoming } from "../http/multipart";
import { sweepFailedJobs } from "../jobs/store";
import { sweepRemoved } from "../moderation/sweep-removed";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { sweepNetworks } from "../registration/networks";
import { sweepChallenges } from "../registration/proof-of-work";
import { sweepUnverified } from "../registration/sweep-unverified";
import { countMessages } from "../servers/count-messages";
import { deletionLock } from "../storage/deletion-lock";
import { namedFiles } from "../storage/named-files";
import { mergeUsage } from "../storage/usage";
import { sweepHeldUsernames } from "../users/held-usernames";
import { deleteFiles } from "./delete-files";

const everyMs = 3_600_000;
const firstMs = 60_000;
const unusedAfterMs = 24 * 3_600_000;
/** The number of files compared with rows at once. */
const batchSize = 500;
/** The lock by which one instance collects for all. */
const lock = 4_821_907;

/** Collects every hour, and once soon after the start. Returns a function that stops it. */
export function startGarbageCollection(): () => void {
	const run = () => void collectGarbage().catch((error) => log.warn({ err: error }, "files could not be collected"));
	const first = setTimeout(run, firstMs).unref();
	const timer = setInterval(run, everyMs).unref();
	return () => {
		clearTimeout(first);
		clearInterval(timer);
	};
}

/**
 * Deletes the contents of removed messages, old e-mail tokens, failed jobs, former usernames, counts of registrations and exports when their time
 * is over, and unreachable files: partial uploads on this instance, rows unsent for a day or without a message or channel,
 * and files without a row for a day. Counts the messages of servers. One instance at a time, and no files during a backup.
 */
export async function collectGarbage(): Promise<void> {
	await collectIncoming();
	await withAdvisoryLock(lock, async () => {
		await sweepRemoved();
		await sweepEmailTokens();
		await sweepFailedJobs();
		await sweepHeldUsernames();
		await sweepNetworks();
		await sweepChallenges();
		await sweepUnverified();
		await sweepExports();
		await collectRows();
		await mergeUsage();
		await countMessages();
		await withSharedAdvisoryLock(deletionLock, collectFiles);
	});
}

async function collectIncoming(): Promise<void> {
	for (const name of await readdir(incoming()).catch(() => [])) {
		const path = join(incoming(), name);
		const found = await stat(path).catch(() => null);
		if (found && Date.now() - found.mtimeMs > unusedAfterMs) await rm(path, { force: true });
	}
}

async function collectRows(): Promise<void> {
	const message = db
		.select({ seq: messages.seq })
		.from(messages)
		.where(
			and(eq(messages.channelId, attachments.channelId), eq(messages.seq, attachments.seq), isNull(messages.deletedAt)),
		);
	// A message that a moderator has removed keeps its files for the undo.
	const kept = db
		.select({ seq: removedMessages.seq })
		.from(removedMessages)
		.where(and(eq(removedMessages.channelId, attachments.channelId), eq(removedMessages.seq, attachments.seq)));
	const gone = await db
		.delete(attachments)
		.where(
			or(
				isNull(attachments.channelId),
				and(isNull(attachments.seq), lt(attachments.createdAt, sql`now() - interval '24 hours'`)),
				and(isNotNull(attachments.seq), notExists(message), notExists(kept)),
			),
		)
		.returning({ key: attachments.key });
	deleteFiles(gone.map(({ key }) => key));
}

async function collectFiles(): Promise<void> {
	let some: string[] = [];
	for await (const { key, at } of appState().storage.list()) {
		if (Date.now() - at.getTime() < unusedAfterMs) continue;
		some.push(key);
		if (some.length < batchSize) continue;
		await removeUnknown(some);
		some = [];
	}
	await removeUnknown(some);
}

async function removeUnknown(keys: string[]): Promise<void> {
	if (keys.length === 0) return;
	const owners = keys.map((key) => key.replace(/-thumbnail$/, ""));
	const known = await db.execute<{ key: string }>(
		sql`select key from (${namedFiles(sql)}) named where key = any (${sql.param(owners)}::text[])`,
	);
	const kept = new Set(known.map(({ key }) => key));
	for (const [index, key] of keys.entries()) if (!kept.has(owners[index] ?? "")) await appState().storage.remove(key);
}
