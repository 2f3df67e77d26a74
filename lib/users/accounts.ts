import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { suspensionColumns } from "../auth/suspension";
import type { Viewer } from "../auth/viewer";
import { recordMatches } from "../automod/matches";
import { screenUserText } from "../automod/screen";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import { appState } from "../process/app-state";
import type { ChosenStatus, OwnUser, Suspension } from "../realtime/protocol";
import type { AwaitedSteps } from "../registration/admission";
import { hasSecondFactor } from "../second-factors/second-factor";
import { rejectConfusableName } from "../text/confusables";
import { isStorable, lengthOf, line, lines } from "../text/schema";
import { transaction } from "../transaction";
import { NewStatus } from "./custom-status";
import { signsInAs } from "./find-user";
import { ProfileLinks, TimeZone } from "./profile-fields";
import { ownUser } from "./serialize";

export const NewPassword = z.string("Must be text.").superRefine((value, context) => {
	const length = lengthOf(value);
	if (!isStorable(value))
		context.addIssue({ code: "custom", message: "Contains characters that cannot be typed again." });
	else if (length < 8) context.addIssue({ code: "custom", message: "Use 8 characters or more." });
	else if (length > 200) context.addIssue({ code: "custom", message: "Use 200 characters or fewer." });
});

const notAnAddress = "Must be an e-mail address.";
export const Email = z.email(notAnAddress).trim().toLowerCase().max(254, notAnAddress);

export const Profile = z.strictObject({
	displayName: line(1, 100).optional(),
	bio: lines(0, 1000).optional(),
	status: NewStatus.nullish(),
	pronouns: line(0, 40).optional(),
	links: ProfileLinks.optional(),
	timeZone: TimeZone.nullish(),
});

/** The viewer's own account. */
export async function mine(viewer: { id: number }): Promise<{ user: OwnUser }> {
	const user = await ownUser(viewer.id);
	if (!user) throw new AppError("unauthenticated", "Sign in to go on.");
	return { user };
}

/** Updates the viewer's public profile; omitted fields stay. Notifies the users who can see it. */
export async function update(viewer: Viewer, profile: z.output<typeof Profile>): Promise<{ user: OwnUser }> {
	const { displayName, bio, status, pronouns, links, timeZone } = profile;
	const given = {
		...(displayName !== undefined && { displayName }),
		...(bio !== undefined && { bio }),
		...(pronouns !== undefined && { pronouns }),
		...(links !== undefined && { links }),
		...(timeZone !== undefined && { timeZone }),
		...(status !== undefined && {
			statusEmoji: status?.emoji ?? null,
			statusText: status?.text ?? "",
			statusUntil: status?.until ?? null,
		}),
	};
	const matches = status?.text ? await screenUserText(viewer, status.text) : [];
	if (Object.keys(given).length > 0) {
		const notice: ClusterEvent = { kind: "account_changed", userId: viewer.id };
		if (displayName === undefined) notice.only = status === undefined ? "own" : "status";
		const recorded = await transaction(async (tx) => {
			if (displayName !== undefined) await rejectConfusableName(tx, viewer.id, displayName);
			await tx.update(users).set(given).where(eq(users.id, viewer.id));
			await emitInTransaction(tx, notice);
			return recordMatches(tx, matches, null);
		});
		await applyEvent(notice);
		appState().matchQueue.add(recorded);
	}
	return mine(viewer);
}

/** Sets the viewer's presence on every device, now and after every absence. */
export async function setPresence(viewer: Viewer, presence: ChosenStatus): Promise<void> {
	const notice: ClusterEvent = { kind: "account_changed", userId: viewer.id, only: "own" };
	await transaction(async (tx) => {
		await tx.update(users).set({ presence }).where(eq(users.id, viewer.id));
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
}

/** The facts that decide whether and how an account may sign in. */
type AccountState = { hasSecondFactor: boolean; suspension: Suspension | null } & AwaitedSteps;

/** The account that signs in with this name, which is in lower case; null for an unknown one. */
export async function credentialsOf(
	name: string,
): Promise<({ id: number; username: string; passwordHash: string | null } & AccountState) | null> {
	const [row] = await db
		.select({
			id: users.id,
			username: users.username,
			passwordHash: users.passwordHash,
			hasSecondFactor,
			suspension: suspensionColumns,
			awaitsApproval: users.awaitsApproval,
			awaitsEmail: users.awaitsEmail,
		})
		.from(users)
		.where(and(eq(users.kind, "person"), signsInAs(name)));
	return row ?? null;
}
