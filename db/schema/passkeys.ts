import { boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import { at, bytes, number } from "./columns";
import { users } from "./users";

/** The public keys with which users sign in. Their private keys never leave the users' devices. */
export const passkeys = pgTable(
	"passkeys",
	{
		/** The id that the device has given it. */
		id: bytes().primaryKey(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		publicKey: bytes("public_key").notNull(),
		/** Rises with each use on devices that count; 0 on others. */
		counter: number("counter").notNull(),
		transports: text().array().notNull(),
		/** Whether the device keeps a copy elsewhere. */
		backedUp: boolean("backed_up").notNull(),
		name: text().notNull(),
		createdAt: at("created_at").notNull().defaultNow(),
		lastUsedAt: at("last_used_at"),
	},
	(t) => [index().on(t.userId)],
);

/** Random values that a passkey is to sign. Each is used once, within five minutes. */
export const passkeyChallenges = pgTable(
	"passkey_challenges",
	{
		/** SHA-256 of it. */
		hash: bytes().primaryKey(),
		/** The user who adds a passkey; null for a sign-in, of which nobody knows yet whose it is. */
		userId: number("user_id").references(() => users.id, { onDelete: "cascade" }),
		expiresAt: at("expires_at").notNull(),
	},
	(t) => [index().on(t.userId), index().on(t.expiresAt)],
);
