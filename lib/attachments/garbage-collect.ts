import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "@/db";
import { incoming } from "../http/multipart";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { recount } from "../storage/quota";
import { transaction } from "../transaction";
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
 * Deletes unreachable files: partial uploads on this instance, rows unsent for a day or without a message or channel,
 * and files without a row for a day. One instance at a time.
 */
export async function collectGarbage(): Promise<void> {
	await collectIncoming();
	const connection = await sql.reserve();
	try {
		const [taken] = await connection<{ ok: boolean }[]>`select pg_try_advisory_lock(${lock}) as ok`;
		if (!taken?.ok) return;
		try {
			await collectRows();
			await transaction(recount);
			await collectFiles();
		} finally {
			await connection`select pg_advisory_unlock(${lock})`;
		}
	} finally {
		connection.release();
	}
}

async function collectIncoming(): Promise<void> {
	for (const name of await readdir(incoming()).catch(() => [])) {
		const path = join(incoming(), name);
		const found = await stat(path).catch(() => null);
		if (found && Date.now() - found.mtimeMs > unusedAfterMs) await rm(path, { force: true });
	}
}

async function collectRows(): Promise<void> {
	const gone = await sql<{ key: string }[]>`
		delete from attachments a where a.channel_id is null
			or (a.seq is null and a.created_at < now() - interval '24 hours')
			or (a.seq is not null and not exists (
				select 1 from messages m where m.channel_id = a.channel_id and m.seq = a.seq and m.deleted_at is null))
		returning a.key`;
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
	const known = await sql<{ key: string }[]>`
		select key from attachments where key = any (${owners}::text[])
		union all select key from preview_pictures where key = any (${owners}::text[])
		union all select key from pictures where key = any (${owners}::text[])`;
	const kept = new Set(known.map(({ key }) => key));
	for (const [index, key] of keys.entries()) if (!kept.has(owners[index] ?? "")) await appState().storage.remove(key);
}
