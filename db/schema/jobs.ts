import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { at, id } from "./columns";

/** Work that one instance does in the background. A job that is done has no row. */
export const jobs = pgTable(
	"jobs",
	{
		id: id(),
		queue: text().notNull(),
		payload: jsonb().notNull(),
		runAt: at("run_at").notNull().defaultNow(),
		/** How often an instance has begun it. It also distinguishes the attempts: only the latest may end the job. */
		attempts: smallint().notNull().default(0),
		/** Until then the instance that has begun it holds it. If that instance dies, another begins it afterwards. */
		lockedUntil: at("locked_until"),
		/** Why the latest attempt has failed. */
		error: text(),
		/** Since then no instance tries it again. */
		failedAt: at("failed_at"),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		index("jobs_waiting").on(t.queue, t.runAt, t.id).where(sql`failed_at is null`),
		index("jobs_failed").on(t.failedAt).where(sql`failed_at is not null`),
	],
);
