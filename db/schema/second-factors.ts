import { index, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { at, bytes, number } from "./columns";
import { users } from "./users";

const userId = () =>
	number("user_id")
		.notNull()
		.references(() => users.id, { onDelete: "cascade" });

/** The authenticator app of a user. */
export const totp = pgTable("totp", {
	userId: userId().primaryKey(),
	/** Encrypted (lib/second-factors/secret-box.ts). */
	secret: bytes().notNull(),
	/** Null until the user has entered a first code: sign-in does not ask for one before. */
	confirmedAt: at("confirmed_at"),
	/** The latest step of 30 seconds of which a code was used. Earlier and equal ones are refused. */
	lastStep: number("last_step"),
});

/** Codes that each replace a code of the authenticator app once. */
export const recoveryCodes = pgTable(
	"recovery_codes",
	{
		userId: userId(),
		/** SHA-256 of a code of 120 random bits; of earlier ones, 80. */
		hash: bytes().notNull(),
		usedAt: at("used_at"),
	},
	(t) => [primaryKey({ columns: [t.userId, t.hash] })],
);

/** Sign-ins whose password was right, and which wait for the second factor. */
export const signInTickets = pgTable(
	"sign_in_tickets",
	{
		/** SHA-256 of 32 random bytes. */
		hash: bytes().primaryKey(),
		userId: userId(),
		/** The hash that the password was checked against; null if the user proved their identity without a password. */
		passwordHash: text("password_hash"),
		tries: smallint().notNull().default(0),
		expiresAt: at("expires_at").notNull(),
	},
	(t) => [index().on(t.userId), index().on(t.expiresAt)],
);
