import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";

const kinds = ["backup", "rehearsal", "verification"] as const;

/** Backups, and the checks of their archives. One that was killed has no end. */
export const backupRuns = pgTable(
	"backup_runs",
	{
		id: id(),
		kind: text({ enum: kinds }).notNull(),
		startedAt: at("started_at").notNull().defaultNow(),
		endedAt: at("ended_at"),
		/** The name of the archive in the folder for backups. */
		archive: text(),
		bytes: number("bytes"),
		/** Why it has failed, as a sentence. */
		error: text(),
		/** Facts about the content of the archive, such as missing files. */
		details: jsonb().$type<Record<string, unknown>>(),
	},
	(t) => [
		index().on(t.kind, t.startedAt),
		check("backup_run_kind", sql`${t.kind} in ('backup', 'rehearsal', 'verification')`),
	],
);
