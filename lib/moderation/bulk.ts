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
import { imposeOnMany } from "./impose-on-many";
import { inChunks, type Outcome } from "./in-chunks";
import { actionNotFound, getActions } from "./serialize";
import { permissionFor, type Subject } from "./subject";
import { undoSanctions } from "./undo";
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
	const outcomes = await inChunks(server.id, items, async (tx, some) => {
		const subjects = some.map(({ subject }) => subject);
		const done = await imposeOnMany(tx, viewer, server.id, subjects, { ...sanction, ...reasons });
		return { outcomes: subjects.map(({ id }) => outcomeOf(done.ids.get(id) ?? 0, done.refused.get(id))), ...done };
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

const outcomeOf = <Result>(result: Result, error: AppError | undefined): Outcome<Result> =>
	error ? { result: null, error } : { result, error: null };

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
	const isPlain = ({ kind, removed }: FoundAction) => removed === 0 && kind !== "removal";
	const plain = found.filter(isPlain);
	const outcomes = await inChunks(server.id, plain, async (tx, some) => {
		const { refused, events } = await undoSanctions(tx, viewer, server.id, some);
		return { outcomes: some.map(({ id }) => outcomeOf(true, refused.get(id))), events };
	});
	for (const [index, { id }] of plain.entries()) errors.set(id, outcomes[index]?.error ?? null);
	for (const action of found) if (!isPlain(action)) errors.set(action.id, await undoAlone(viewer, server, action));
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
