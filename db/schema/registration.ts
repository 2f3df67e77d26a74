import { date, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, bytes, id, number } from "./columns";
import { users } from "./users";

/** Codes with which users register where nobody else may. */
export const registrationCodes = pgTable(
	"registration_codes",
	{
		id: id(),
		code: text().notNull().unique(),
		/** For the administrators alone: whom the code is for. */
		note: text().notNull().default(""),
		/** Null for an administrator whose account is gone. */
		creatorId: number("creator_id").references(() => users.id, { onDelete: "set null" }),
		maxUses: integer("max_uses"),
		uses: integer().notNull().default(0),
		expiresAt: at("expires_at"),
		revokedAt: at("revoked_at"),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [index().on(t.creatorId)],
);

/** How many accounts each network has registered on a day, in UTC. Kept for 30 days. */
export const registrationCounts = pgTable(
	"registration_counts",
	{
		day: date().notNull(),
		/** 24 bits of an IPv4 address, or 64 of an IPv6 one. */
		network: text().notNull(),
		count: integer().notNull(),
	},
	(t) => [primaryKey({ columns: [t.day, t.network] })],
);

/** Networks from which nobody registers for a while. */
export const closedNetworks = pgTable("closed_networks", {
	network: text().primaryKey(),
	until: at("until").notNull(),
});

/** Challenges that an account was registered with, until they expire. */
export const usedChallenges = pgTable(
	"used_challenges",
	{
		/** SHA-256 of the challenge with its solution. */
		hash: bytes().primaryKey(),
		expiresAt: at("expires_at").notNull(),
	},
	(t) => [index().on(t.expiresAt)],
);
