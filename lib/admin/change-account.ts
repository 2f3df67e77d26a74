import type { z } from "zod";
import type { Viewer } from "../auth/viewer";
import type { Account } from "../realtime/protocol";
import * as actions from "./account-actions";
import { actOnAccount, type Subject } from "./act-on-account";
import * as people from "./people";

/** Suspends an account, or changes its suspension. Its sessions end. */
export async function suspend(
	viewer: Viewer,
	subject: Subject,
	wanted: z.output<typeof actions.NewSuspension>,
): Promise<{ account: Account }> {
	await actOnAccount(viewer, subject, async (tx) => ({
		events: await actions.suspend(tx, viewer.id, subject, wanted),
		result: undefined,
	}));
	return people.get(subject.id);
}

export async function restore(viewer: Viewer, subject: Subject): Promise<{ account: Account }> {
	await actOnAccount(viewer, subject, async (tx) => ({
		events: await actions.restore(tx, viewer.id, subject),
		result: undefined,
	}));
	return people.get(subject.id);
}

export async function removeFactors(viewer: Viewer, subject: Subject): Promise<{ account: Account }> {
	await actOnAccount(viewer, subject, async (tx) => ({
		events: await actions.removeFactors(tx, viewer.id, subject),
		result: undefined,
	}));
	return people.get(subject.id);
}

/** Ends the sessions of an account, and returns how many there were. */
export async function endSessions(viewer: Viewer, subject: Subject): Promise<{ ended: number }> {
	return actOnAccount(viewer, subject, async (tx) => {
		const events = await actions.endSessions(tx, viewer.id, subject);
		return { events, result: { ended: events.length } };
	});
}

/** A link with which the user sets a new password, for the administrator to hand over. */
export const createResetLink = (viewer: Viewer, subject: Subject): Promise<{ link: string; expiresAt: string }> =>
	actOnAccount(viewer, subject, async (tx) => ({
		events: [],
		result: await actions.createResetLink(tx, viewer.id, subject),
	}));

export async function setAdministrator(
	viewer: Viewer,
	subject: Subject,
	isAdmin: boolean,
): Promise<{ account: Account }> {
	await actOnAccount(viewer, subject, async (tx) => ({
		events: await actions.setAdministrator(tx, viewer.id, subject, isAdmin),
		result: undefined,
	}));
	return people.get(subject.id);
}
