import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { users } from "./users";

const actions = [
	...(["reset_link", "make_admin", "end_sessions", "remove_factors"] as const),
	...(["remove_admin", "suspend", "restore", "delete_account", "retry_job"] as const),
	...(["change_settings", "create_registration_code", "revoke_registration_code"] as const),
	...(["approve_account", "refuse_account", "map_roles"] as const),
	...(["remove_unverified", "close_network", "reopen_network"] as const),
	...(["back_up", "verify_backup"] as const),
	...(["delist_server", "relist_server", "freeze_server", "unfreeze_server"] as const),
	...(["transfer_server", "delete_server"] as const),
	...(["close_case", "return_case", "reopen_case"] as const),
] as const;

/** Actions on the instance and on its accounts. Triggers refuse to change or delete a row. */
export const instanceAuditLog = pgTable(
	"instance_audit_log",
	{
		id: id(),
		at: at("at").notNull().defaultNow(),
		/** Null for the machine: a command that was run on it. */
		actorId: number("actor_id").references(() => users.id),
		action: text({ enum: actions }).notNull(),
		/** The account; null if it was done to all accounts, or to none. */
		subjectId: number("subject_id").references(() => users.id),
		/** Further facts, such as a reason. Never a secret, nor the content of a message. */
		details: jsonb().$type<Record<string, unknown>>(),
	},
	(t) => [index().on(t.actorId, t.id), index().on(t.action, t.id), index().on(t.subjectId, t.id)],
);
