import { sql } from "drizzle-orm";
import { check, pgTable, smallint } from "drizzle-orm/pg-core";
import { number } from "./columns";
import { users } from "./users";

/** The one row of what the whole instance shares. */
export const instance = pgTable(
	"instance",
	{
		id: smallint().primaryKey().default(1),
		/** Of files, never less than there are: what goes is only taken off when they are counted anew. */
		storedBytes: number("stored_bytes").notNull().default(0),
		/** Whoever registered first; the instance's administrator. */
		firstUserId: number("first_user_id").references(() => users.id, { onDelete: "set null" }),
	},
	(t) => [check("one_row", sql`${t.id} = 1`)],
);
