import { and, count, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { passkeys } from "@/db/schema";
import { requireRecentAuthentication } from "../auth/recent-authentication";
import type { Viewer } from "../auth/viewer";
import { applyEvent } from "../cluster/events";
import { AppError, constraintOf, invalid } from "../errors";
import type { HttpRequest } from "../http/message";
import type { Locale } from "../locale";
import type { Passkey } from "../realtime/protocol";
import { notifyOfChange } from "../second-factors/notify-of-change";
import { line } from "../text/schema";
import { transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import * as challenges from "./challenges";
import { encodedId } from "./encoded-id";
import { RegistrationResponse } from "./response";
import { requireSite } from "./site";

export const NewPasskey = z.strictObject({ name: line(1, 50), response: RegistrationResponse });

export const PasskeyChange = z.strictObject({ name: line(1, 50).optional() });

const maxPasskeys = 20;

/** Loaded when a user uses a passkey. */
const webauthn = () => import("@simplewebauthn/server");

const columns = {
	id: encodedId,
	name: passkeys.name,
	backedUp: passkeys.backedUp,
	createdAt: isoTime(passkeys.createdAt),
	lastUsedAt: isoTime(passkeys.lastUsedAt),
};

const notFound = () => new AppError("passkey_not_found", "This passkey does not exist any more.");
const notVerified = () => invalid({ response: "The device’s answer does not belong to this request. Try again." });

/** The viewer's passkeys, the newest first. */
export async function list({ id }: Viewer): Promise<{ passkeys: Passkey[] }> {
	const rows = await db.select(columns).from(passkeys).where(eq(passkeys.userId, id)).orderBy(desc(passkeys.createdAt));
	return { passkeys: rows };
}

/** The options with which a browser makes a passkey for the viewer. */
export async function options(viewer: Viewer, headers: HttpRequest["headers"]) {
	await requireRecentAuthentication(viewer);
	const { id: rpID } = requireSite(headers);
	const { generateRegistrationOptions } = await webauthn();
	const own = await db.select({ id: columns.id }).from(passkeys).where(eq(passkeys.userId, viewer.id));
	if (own.length >= maxPasskeys) throw tooMany();
	return generateRegistrationOptions({
		rpName: rpID,
		rpID,
		userName: viewer.username,
		userDisplayName: viewer.displayName,
		userID: Uint8Array.from(Buffer.from(String(viewer.id))),
		challenge: await challenges.issue(viewer.id),
		excludeCredentials: own,
		authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
	});
}

/** Adds a passkey that the viewer's device has made. */
export async function add(
	viewer: Viewer,
	{ name, response }: z.output<typeof NewPasskey>,
	headers: HttpRequest["headers"],
	locale: Locale,
): Promise<{ passkey: Passkey }> {
	await requireRecentAuthentication(viewer);
	const site = requireSite(headers);
	const { verifyRegistrationResponse } = await webauthn();
	const { registrationInfo } = await verifyRegistrationResponse({
		response: response as Parameters<typeof verifyRegistrationResponse>[0]["response"],
		expectedChallenge: (challenge) => challenges.use(challenge, viewer.id),
		expectedOrigin: site.origin,
		expectedRPID: site.id,
		requireUserVerification: false,
	}).catch(() => ({ registrationInfo: undefined }));
	if (!registrationInfo) throw notVerified();
	const { credential, credentialBackedUp: backedUp } = registrationInfo;
	const made = {
		id: Buffer.from(credential.id, "base64url"),
		userId: viewer.id,
		publicKey: Buffer.from(credential.publicKey),
		counter: credential.counter,
		transports: (response.response.transports ?? []).filter((transport) => /^[a-z-]+$/.test(transport)),
		backedUp,
		name,
	};
	try {
		const { passkey, events } = await transaction(async (tx) => {
			await lockAccount(tx, viewer.id);
			const [own] = await tx.select({ n: count() }).from(passkeys).where(eq(passkeys.userId, viewer.id));
			if ((own?.n ?? 0) >= maxPasskeys) throw tooMany();
			const [row] = await tx.insert(passkeys).values(made).returning(columns);
			if (!row) throw new Error("A passkey row was not returned.");
			return { passkey: row, events: await notifyOfChange(tx, viewer.id, "passkey_added", locale) };
		});
		for (const event of events) await applyEvent(event);
		return { passkey };
	} catch (error) {
		// Another account has it: a device makes each anew.
		if (constraintOf(error) === "passkeys_pkey") throw notVerified();
		throw error;
	}
}

const tooMany = () => new AppError("forbidden", `An account has at most ${maxPasskeys} passkeys.`);

/** The viewer's own passkey with this id in the path of a request. Throws `passkey_not_found` for what is no id. */
function own(viewer: Viewer, id: string | undefined) {
	if (!id || !/^[A-Za-z0-9_-]{1,1400}$/.test(id)) throw notFound();
	return and(eq(passkeys.id, Buffer.from(id, "base64url")), eq(passkeys.userId, viewer.id));
}

/** Changes the name by which the viewer recognizes a passkey. It changes no access, so it needs no proof of identity. */
export async function rename(
	viewer: Viewer,
	id: string | undefined,
	{ name }: z.output<typeof PasskeyChange>,
): Promise<{ passkey: Passkey }> {
	const isOwn = own(viewer, id);
	const [passkey] =
		name === undefined
			? await db.select(columns).from(passkeys).where(isOwn)
			: await db.update(passkeys).set({ name }).where(isOwn).returning(columns);
	if (!passkey) throw notFound();
	return { passkey };
}

/** Removes a passkey of the viewer. */
export async function remove(viewer: Viewer, id: string | undefined, locale: Locale): Promise<void> {
	await requireRecentAuthentication(viewer);
	const isOwn = own(viewer, id);
	const events = await transaction(async (tx) => {
		await lockAccount(tx, viewer.id);
		const removed = await tx.delete(passkeys).where(isOwn).returning({ userId: passkeys.userId });
		if (removed.length === 0) throw notFound();
		return notifyOfChange(tx, viewer.id, "passkey_removed", locale);
	});
	for (const event of events) await applyEvent(event);
}
