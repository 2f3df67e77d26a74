import type { z } from "zod";
import type { Viewer } from "../auth/viewer";
import type { ClusterEvent } from "../cluster/events";
import type { Account } from "../realtime/protocol";
import type { Tx } from "../transaction";
import * as actions from "./account-actions";
import { actOnAccount } from "./act-on-account";
import * as deletion from "./delete-account";
import * as people from "./people";

type Subject = actions.Subject;
type Changed = Promise<{ account: Account }>;

async function change(viewer: Viewer, subject: Subject, act: (tx: Tx) => Promise<ClusterEvent[]>): Changed {
	await actOnAccount(viewer, subject, async (tx) => ({ events: await act(tx), result: null }));
	return people.get(subject.id);
}

/** Suspends an account, or changes its suspension. Its sessions end. */
export const suspend = (viewer: Viewer, subject: Subject, wanted: z.output<typeof actions.NewSuspension>): Changed =>
	change(viewer, subject, (tx) => actions.suspend(tx, viewer.id, subject, wanted));

export const restore = (viewer: Viewer, subject: Subject): Changed =>
	change(viewer, subject, (tx) => actions.restore(tx, viewer.id, subject));

export const removeFactors = (viewer: Viewer, subject: Subject): Changed =>
	change(viewer, subject, (tx) => actions.removeFactors(tx, viewer.id, subject));

export const setAdministrator = (viewer: Viewer, subject: Subject, isAdmin: boolean): Changed =>
	change(viewer, subject, (tx) => actions.setAdministrator(tx, viewer.id, subject, isAdmin));

/** Deletes an account, 14 days from now. The user is notified in the language of the instance. */
export const deleteAccount = (viewer: Viewer, subject: Subject, wanted: z.output<typeof deletion.Deletion>): Changed =>
	change(viewer, subject, (tx) => deletion.deleteAccount(tx, viewer.id, subject, wanted));

/** Ends the sessions of an account, and returns how many there were. */
export const endSessions = (viewer: Viewer, subject: Subject): Promise<{ ended: number }> =>
	actOnAccount(viewer, subject, async (tx) => {
		const events = await actions.endSessions(tx, viewer.id, subject);
		return { events, result: { ended: events.length } };
	});

/** A link with which the user sets a new password, for the administrator to hand over. */
export const createResetLink = (viewer: Viewer, subject: Subject): Promise<{ link: string; expiresAt: string }> =>
	actOnAccount(viewer, subject, async (tx) => ({
		events: [],
		result: await actions.createResetLink(tx, viewer.id, subject),
	}));
