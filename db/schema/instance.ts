import { sql } from "drizzle-orm";
import { check, integer, jsonb, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { number } from "./columns";
import { users } from "./users";

/** The single row of data that the whole instance shares. */
export const instance = pgTable(
	"instance",
	{
		id: smallint().primaryKey().default(1),
		/** The first registered user, who is the instance's administrator. */
		firstUserId: number("first_user_id").references(() => users.id, { onDelete: "set null" }),
		/** The settings that differ from their defaults (lib/instance/settings.ts). */
		settings: jsonb().$type<Record<string, unknown>>().notNull().default({}),
		/** The address of its icon; null for that of the product. */
		iconUrl: text("icon_url"),
		/** Rises with every change of the settings, of the icon and of the first user. */
		settingsRevision: integer("settings_revision").notNull().default(0),
	},
	(t) => [check("one_row", sql`${t.id} = 1`)],
);
