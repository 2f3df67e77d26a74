import { sql } from "drizzle-orm";
import type { z } from "zod";
import { users } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { transaction } from "../transaction";
import type { AccountSettings } from "./fields";
import { columns, type NumberedSettings, settingsOf } from "./load-settings";

/** Replaces these fields, in one statement, so that changes of other fields at the same moment stay. */
export async function change(viewer: Viewer, fields: z.output<typeof AccountSettings>): Promise<NumberedSettings> {
	const notice: ClusterEvent = { kind: "account_settings_changed", userId: viewer.id };
	const merged = sql`${users.settings} || ${JSON.stringify(fields)}::text::jsonb`;
	const changed = await transaction(async (tx) => {
		const [row] = await tx
			.update(users)
			.set({ settings: merged, settingsRev: sql`${users.settingsRev} + 1` })
			.where(sql`${users.id} = ${viewer.id} and ${users.settings} <> ${merged}`)
			.returning(columns);
		if (row) await emitInTransaction(tx, notice);
		return row;
	});
	if (!changed) return settingsOf(viewer);
	await applyEvent(notice);
	return changed;
}
