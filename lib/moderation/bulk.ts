import { inArray } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { type LoadedServer, requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { type AppError, isAppError } from "../errors";
import { serializeError } from "../http/error-response";
import type { BulkResult, BulkUndoResult } from "../realtime/protocol";
import { isStorable } from "../text/schema";
import { userNotFound } from "../users/profiles";
import type { BulkActions } from "./bulk-input";
import { type FoundAction, findActions } from "./find-action";
import { impose } from "./impose";
import { inChunks } from "./in-chunks";
import { actionNotFound, getActions } from "./serialize";
import { permissionFor, type Subject } from "./subject";
import { undo } from "./undo";
import { undoHeld } from "./with-channels";

/**
 * Imposes one sanction on many users, each with an entry in the audit log and an undo of its own, as for one alone. A
 * user who cannot be sanctioned is left out, with the reason. When this returns, the sanctions hold on this instance.
 */
export async function actOnMany(
	viewer: Viewer,
	server: LoadedServer,
	{ subjects: names, sanction, ...reasons }: z.output<typeof BulkActions>,
): Promise<{ results: BulkResult[] }> {
	// Before the names are looked up: only moderators learn whether there are such users.
	requirePermission(server, permissionFor[sanction.kind]);
	const items = await findSubjects(names);
	const outcomes = await inChunks(server.id, items, async (tx, { subject }) => {
		const { id, events } = await impose(tx, viewer, server.id, subject, { ...sanction, ...reasons });
		return { result: id, events };
	});
	const actions = await getActions(outcomes.flatMap(({ result }) => result ?? []));
	const byName = new Map(items.map(({ subject }, index) => [subject.username, outcomes[index]]));
	return {
		results: names.map((username) => {
			const { result, error } = byName.get(username.toLowerCase()) ?? { result: null, error: userNotFound() };
			return {
				username,
				action: (result !== null && actions.get(result)) || null,
				error: error && serializeError(error),
			};
		}),
	};
}

async function findSubjects(names: string[]): Promise<{ subject: Subject }[]> {
	const wanted = names.filter(isStorable).map((name) => name.toLowerCase());
	if (wanted.length === 0) return [];
	return db
		.select({ subject: { id: users.id, username: users.username } })
		.from(users)
		.where(inArray(users.username, wanted))
		.orderBy(users.id);
}

/** Undoes many actions, each as if alone. One that cannot be undone is left as it is, with the reason. */
export async function undoMany(
	viewer: Viewer,
	server: LoadedServer,
	ids: number[],
): Promise<{ results: BulkUndoResult[] }> {
	const needed = Object.values(permissionFor);
	// Other members do not learn which actions there are.
	if (!needed.some((permission) => includes(server.permissions, permission))) requirePermission(server, ...needed);
	const found = await findActions(server, ids);
	const errors = new Map<number, AppError | null>(ids.map((id) => [id, actionNotFound()]));
	// The channels of removed messages are locked before anything else, so these are undone one by one.
	const plain = found.filter(({ removed }) => removed === 0);
	const outcomes = await inChunks(server.id, plain, async (tx, action) => {
		const { events } = await undo(tx, viewer, server.id, { ...action, channelIds: [] });
		return { result: true, events };
	});
	for (const [index, { id }] of plain.entries()) errors.set(id, outcomes[index]?.error ?? null);
	for (const action of found) if (action.removed > 0) errors.set(action.id, await undoAlone(viewer, server, action));
	return {
		results: ids.map((actionId) => {
			const error = errors.get(actionId);
			return { actionId, error: error ? serializeError(error) : null };
		}),
	};
}

async function undoAlone(viewer: Viewer, server: LoadedServer, action: FoundAction): Promise<AppError | null> {
	try {
		await undoHeld(viewer, server, action);
		return null;
	} catch (error) {
		if (isAppError(error)) return error;
		throw error;
	}
}
