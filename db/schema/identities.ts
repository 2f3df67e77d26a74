import { pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, number } from "./columns";
import { users } from "./users";

/** The accounts at other services with which users sign in. */
export const identities = pgTable(
	"identities",
	{
		/** Its id for the API. */
		id: number("id").notNull().generatedAlwaysAsIdentity(),
		/** The issuer of the subject, so that a service keeps its identities whatever variable names it. */
		provider: text().notNull(),
		/** The id of the account at the service, which never changes and is never given again. */
		subject: text().notNull(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		/** The address that the service gave last. It decides nothing. */
		email: text(),
		linkedAt: at("linked_at").notNull().defaultNow(),
	},
	(t) => [
		primaryKey({ columns: [t.provider, t.subject] }),
		uniqueIndex("identities_id").on(t.id),
		uniqueIndex("identities_by_user").on(t.userId, t.provider),
	],
);
