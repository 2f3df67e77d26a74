import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
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
