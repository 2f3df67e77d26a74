import { and, eq, isNotNull, ne, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import * as emailTokens from "../email-tokens/email-tokens";
import { isAppError } from "../errors";
import { consume } from "../http/rate-limits";
import { type Locale, locales } from "../locale";
import { config } from "../process/config";
import { type Tx, transaction } from "../transaction";
import { signsInAs } from "../users/find-user";
import { type RenderedEmail, render } from "./render";
import { type EmailText, type Texts, texts } from "./texts";

const locale = z.enum(locales);
const userId = z.number();
const email = z.string();

/** An e-mail to be sent. It holds no token: the job creates one, so that the database never stores it. */
export const EmailRequest = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("verify"), userId, email, locale }),
	z.strictObject({ kind: z.literal("change_requested"), userId, email, locale }),
	z.strictObject({ kind: z.literal("reset"), name: z.string(), locale }),
	z.strictObject({ kind: z.literal("password_changed"), userId, locale }),
	z.strictObject({
		kind: z.literal("second_factor"),
		userId,
		change: z.enum(["on", "off", "recovery_code", "passkey_added", "passkey_removed"]),
		locale,
	}),
	z.strictObject({
		kind: z.literal("new_device"),
		userId,
		browser: z.string().nullable(),
		system: z.string().nullable(),
		address: z.string().nullable(),
		at: z.iso.datetime(),
		locale,
	}),
	z.strictObject({ kind: z.literal("deletion_requested"), userId, locale }),
	z.strictObject({ kind: z.literal("account_deleted"), userId, locale }),
	z.strictObject({ kind: z.literal("export_ready"), userId, locale }),
	z.strictObject({ kind: z.literal("backup_failed"), userId, task: z.enum(["backup", "rehearsal"]), locale }),
]);
export type EmailRequest = z.output<typeof EmailRequest>;

type Addressed = { to: string; email: RenderedEmail };
type Of<Kind extends EmailRequest["kind"]> = EmailRequest & { kind: Kind };

const publicUrl = () => config.publicUrl ?? `http://localhost:${config.port}`;
const host = () => new URL(publicUrl()).host;

/** In the fragment a token is sent to no server, so no log and no `Referer` has it. */
export const resetLink = (token: string) => `${publicUrl()}/reset#token=${token}`;
const verifyLink = (token: string) => `${publicUrl()}/verify-email#token=${token}`;

/** The e-mail as it is now to be sent; null if its reason no longer holds. */
export function compose(request: EmailRequest, isFirstAttempt: boolean): Promise<Addressed | null> {
	switch (request.kind) {
		case "verify":
			return verification(request);
		case "change_requested":
			// To the verified address that is about to be replaced.
			return notice(request, ({ changeRequested }, account) =>
				account.email === request.email ? changeRequested(account) : null,
			);
		case "reset":
			return reset(request, isFirstAttempt);
		case "password_changed":
			return notice(request, ({ passwordChanged }, account) => passwordChanged(account));
		case "second_factor":
			return notice(request, (texts, account) => texts[factorTexts[request.change]](account));
		case "new_device":
			return notice(
				request,
				({ newDevice }, account) => newDevice({ ...account, ...request, time: minuteOf(request.at) }),
				"/settings/devices",
			);
		case "deletion_requested":
			return notice(request, ({ deletionRequested }, account) =>
				account.deletesAt ? deletionRequested({ ...account, day: dayOf(account.deletesAt, request.locale) }) : null,
			);
		case "account_deleted":
			return notice(request, ({ accountDeleted }, account) =>
				account.deletesAt && account.deletedByAdmin
					? accountDeleted({ ...account, day: dayOf(account.deletesAt, request.locale), reason: account.reason ?? "" })
					: null,
			);
		case "export_ready":
			return notice(request, ({ exportReady }, account) => exportReady(account), "/settings/account");
		case "backup_failed":
			return notice(request, ({ backupFailed }, account) =>
				account.isAdmin ? backupFailed({ ...account, task: request.task }) : null,
			);
	}
}

const factorTexts = {
	on: "factorOn",
	off: "factorOff",
	recovery_code: "recoveryCodeUsed",
	passkey_added: "passkeyAdded",
	passkey_removed: "passkeyRemoved",
} as const;

const minuteOf = (at: string) => `${at.slice(0, 16).replace("T", " ")} UTC`;
const dayOf = (at: Date, locale: Locale) =>
	new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(at);

/** To the verified address of an account, if it has one. */
async function notice(
	{ userId, locale }: { userId: number; locale: Locale },
	textOf: (texts: Texts, account: VerifiedAccount) => EmailText | null,
	path?: string,
): Promise<Addressed | null> {
	const account = await verifiedAccount(eq(users.id, userId));
	const text = account && textOf(texts[locale], account);
	return text && { to: account.email, email: render(text, locale, path && `${publicUrl()}${path}`) };
}

/** The account's row, which stays unchanged until the end of the transaction. */
async function lockedAccount(tx: Tx, id: number) {
	const [row] = await tx
		.select({
			username: users.username,
			email: users.email,
			isVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
			pendingEmail: users.pendingEmail,
		})
		.from(users)
		.where(eq(users.id, id))
		.for("no key update");
	return row;
}

/** To an address that an account wants to have. If it belongs to another account, only the e-mail says so. */
async function verification({ userId, email, locale }: Of<"verify">): Promise<Addressed | null> {
	return transaction(async (tx) => {
		const account = await lockedAccount(tx, userId);
		const isWanted = account && (account.pendingEmail ?? (account.isVerified ? null : account.email)) === email;
		if (!isWanted) return null;
		const [holder] = await tx
			.select({ username: users.username })
			.from(users)
			.where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt), ne(users.id, userId)));
		if (holder) {
			const text = texts[locale].addressTaken({ username: holder.username, host: host() });
			return { to: email, email: render(text, locale) };
		}
		const purpose = account.isVerified ? "change" : "verify";
		const { token } = await emailTokens.create(tx, { userId, purpose, email });
		const text = texts[locale].verify({ username: account.username, host: host() });
		return { to: email, email: render(text, locale, verifyLink(token)) };
	});
}

/** To the verified address of the account with this username or address, if there is one. */
async function reset({ name, locale }: Of<"reset">, isFirstAttempt: boolean): Promise<Addressed | null> {
	const account = await verifiedAccount(signsInAs(name));
	if (!account) return null;
	if (isFirstAttempt && !(await isWithinLimit(account.id))) return null;
	const { token } = await transaction((tx) =>
		emailTokens.create(tx, { userId: account.id, purpose: "reset", email: account.email }),
	);
	const text = texts[locale].reset(account);
	return { to: account.email, email: render(text, locale, resetLink(token)) };
}

type VerifiedAccount = NonNullable<Awaited<ReturnType<typeof verifiedAccount>>>;

async function verifiedAccount(isTheirs: SQL | undefined) {
	const [row] = await db
		.select({
			id: users.id,
			username: users.username,
			email: users.email,
			isAdmin: users.isAdmin,
			deletesAt: users.deletesAt,
			deletedByAdmin: users.deletedByAdmin,
			reason: users.suspensionReason,
		})
		.from(users)
		.where(and(isTheirs, isNotNull(users.emailVerifiedAt)));
	return row?.email ? { ...row, email: row.email, host: host() } : null;
}

/** A user cannot flood another one's mailbox from many addresses. */
async function isWithinLimit(id: number): Promise<boolean> {
	try {
		await consume("resetsOfAccount", id);
		return true;
	} catch (error) {
		if (isAppError(error, "rate_limited")) return false;
		throw error;
	}
}
