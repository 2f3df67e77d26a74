import { and, eq, gt, isNotNull, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { accountExports } from "@/db/schema";
import { deleteFiles } from "../attachments/delete-files";
import { guarded } from "../attachments/serve";
import { requireRecentAuthentication } from "../auth/recent-authentication";
import type { Viewer } from "../auth/viewer";
import { applyEvent } from "../cluster/events";
import { AppError } from "../errors";
import { FileResponse } from "../http/file-response";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { appState } from "../process/app-state";
import type { AccountExport } from "../realtime/protocol";
import { transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";

const dayMs = 86_400_000;
const readyDays = 7;
const isReady = and(
	isNotNull(accountExports.key),
	gt(accountExports.readyAt, sql`now() - make_interval(days => ${readyDays})`),
);

const columns = {
	state: sql<AccountExport["state"]>`case when ${accountExports.failedAt} is not null
			or ${accountExports.readyAt} is null and ${accountExports.requestedAt} < now() - interval '1 day' then 'failed'
		when ${accountExports.readyAt} is not null then 'ready' else 'working' end`,
	requestedAt: isoTime(accountExports.requestedAt),
	progress: accountExports.progress,
	size: accountExports.size,
	readyAt: accountExports.readyAt,
};

/** The viewer's latest export; null without one, and after it has expired. */
export async function get(viewer: Viewer): Promise<{ export: AccountExport | null }> {
	const [row] = await db
		.select(columns)
		.from(accountExports)
		.where(and(eq(accountExports.userId, viewer.id), or(isReady, isNull(accountExports.readyAt))));
	if (!row) return { export: null };
	const { readyAt, ...state } = row;
	const expiresAt = readyAt && new Date(readyAt.getTime() + readyDays * dayMs).toISOString();
	return { export: { ...state, expiresAt } };
}

/** Begins an export, once a day. It replaces the one before. */
export async function request(viewer: Viewer, locale: Locale): Promise<{ export: AccountExport | null }> {
	await requireRecentAuthentication(viewer);
	const userId = viewer.id;
	const { event, files } = await transaction(async (tx) => {
		await lockAccount(tx, userId);
		const [before] = await tx.select().from(accountExports).where(eq(accountExports.userId, userId));
		if (before && !before.failedAt) requireTime(before.requestedAt);
		await tx.delete(accountExports).where(eq(accountExports.userId, userId));
		const [row] = await tx
			.insert(accountExports)
			.values({ userId })
			.returning({ requestedAt: isoTime(accountExports.requestedAt) });
		const event = await enqueueIn(tx, "account_export", { userId, requestedAt: row?.requestedAt ?? "", locale });
		return { event, files: before?.key ? [before.key] : [] };
	});
	deleteFiles(files);
	await applyEvent(event);
	return get(viewer);
}

function requireTime(requestedAt: Date): void {
	const retryAfterMs = requestedAt.getTime() + dayMs - Date.now();
	if (retryAfterMs > 0) throw new AppError("rate_limited", "You can export your data once a day.", { retryAfterMs });
}

/** Loads the viewer's own archive. Throws `not_found` without one. */
export async function open(viewer: Viewer): Promise<{ key: string; size: number; readyAt: Date; username: string }> {
	const [row] = await db
		.select({ key: accountExports.key, size: accountExports.size, readyAt: accountExports.readyAt })
		.from(accountExports)
		.where(and(eq(accountExports.userId, viewer.id), isReady));
	if (row?.key == null || row.size === null || row.readyAt === null) throw noExport();
	return { key: row.key, size: row.size, readyAt: row.readyAt, username: viewer.username };
}

const noExport = () => new AppError("not_found", "There is no export.");

export function content({ key, size, readyAt, username }: Awaited<ReturnType<typeof open>>): FileResponse {
	return new FileResponse({
		size,
		etag: `"${key.slice(-16)}"`,
		lastModified: readyAt,
		headers: {
			...guarded,
			"Content-Type": "application/zip",
			"Content-Disposition": `attachment; filename="hearth-${username}-${readyAt.toISOString().slice(0, 10)}.zip"`,
		},
		read: async (span) => {
			const stream = await appState().storage.get(key, span);
			if (!stream) throw noExport();
			return stream;
		},
	});
}

/** Deletes exports that have expired, and what has become of those that failed. */
export async function sweepExports(): Promise<void> {
	const gone = await db
		.delete(accountExports)
		.where(
			sql`coalesce(${accountExports.readyAt}, ${accountExports.requestedAt}) < now() - make_interval(days => ${readyDays})`,
		)
		.returning({ key: accountExports.key });
	deleteFiles(gone.flatMap(({ key }) => key ?? []));
}
