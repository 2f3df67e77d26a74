import { eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { totp } from "@/db/schema";
import { requireRecentAuthentication } from "../auth/recent-authentication";
import type { Viewer } from "../auth/viewer";
import { applyEvent } from "../cluster/events";
import { AppError, invalid } from "../errors";
import type { Locale } from "../locale";
import type { TotpState } from "../realtime/protocol";
import { transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import { notifyOfChange } from "./notify-of-change";
import * as recovery from "./recovery-codes";
import { removeTotp } from "./second-factor";
import { seal, unseal } from "./secret-box";
import { newSecret, setupOf, stepOf } from "./totp-code";

export const Confirmation = z.strictObject({ code: z.string("Must be text.").max(100) });

const conflict = (message: string) => new AppError("conflict", message);

/** Whether the viewer has an authenticator app, and how many recovery codes they have left. */
export async function state({ id }: Viewer): Promise<TotpState> {
	const [row] = await db
		.select({ confirmedAt: isoTime(totp.confirmedAt) })
		.from(totp)
		.where(eq(totp.userId, id));
	return { confirmedAt: row?.confirmedAt ?? null, recoveryCodesLeft: await recovery.left(db, id) };
}

/** Makes a new secret for an authenticator app. It counts once the viewer has entered a code of it. */
export async function begin(viewer: Viewer): Promise<{ uri: string; svg: string; secret: string }> {
	await requireRecentAuthentication(viewer);
	const made = newSecret();
	const secret = seal(made, viewer.id);
	const [begun] = await db
		.insert(totp)
		.values({ userId: viewer.id, secret })
		.onConflictDoUpdate({ target: totp.userId, set: { secret }, setWhere: isNull(totp.confirmedAt) })
		.returning({ userId: totp.userId });
	if (!begun) throw conflict("You have an authenticator app already. Remove it first.");
	return setupOf(made, viewer.username);
}

/** From now on, sign-in asks the viewer for a code. Returns their recovery codes, which are shown only now. */
export async function confirm(
	viewer: Viewer,
	{ code }: z.output<typeof Confirmation>,
	locale: Locale,
): Promise<{ recoveryCodes: string[] }> {
	await requireRecentAuthentication(viewer);
	const userId = viewer.id;
	const { codes, events } = await transaction(async (tx) => {
		// Before the factor's row, as a sign-in does: it must not find the account without a factor any more.
		await lockAccount(tx, userId);
		const [row] = await tx.select().from(totp).where(eq(totp.userId, userId)).for("update");
		if (!row || row.confirmedAt !== null) throw conflict("There is no authenticator app to confirm.");
		const secret = unseal(row.secret, userId);
		const step = secret && stepOf(secret, code);
		if (step === null) throw invalid({ code: "This is not the code that the app shows now." });
		await tx.update(totp).set({ confirmedAt: sql`now()`, lastStep: step }).where(eq(totp.userId, userId));
		return { codes: await recovery.replace(tx, userId), events: await notifyOfChange(tx, userId, "on", locale) };
	});
	for (const event of events) await applyEvent(event);
	return { recoveryCodes: codes };
}

/** Removes the authenticator app and the recovery codes. Idempotent. */
export async function remove(viewer: Viewer, locale: Locale): Promise<void> {
	await requireRecentAuthentication(viewer);
	const events = await transaction(async (tx) => {
		await lockAccount(tx, viewer.id);
		return (await removeTotp(tx, viewer.id)) ? notifyOfChange(tx, viewer.id, "off", locale) : [];
	});
	for (const event of events) await applyEvent(event);
}

/** Replaces the viewer's recovery codes, used and unused ones. */
export async function renewRecoveryCodes(viewer: Viewer): Promise<{ recoveryCodes: string[] }> {
	await requireRecentAuthentication(viewer);
	return transaction(async (tx) => {
		await lockAccount(tx, viewer.id);
		const [row] = await tx.select({ confirmedAt: totp.confirmedAt }).from(totp).where(eq(totp.userId, viewer.id));
		if (!row?.confirmedAt) throw conflict("Recovery codes need an authenticator app.");
		return { recoveryCodes: await recovery.replace(tx, viewer.id) };
	});
}
