import { isDeepStrictEqual } from "node:util";
import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { instance, users } from "@/db/schema";
import { requireLockedAdministrator } from "../admin/administrator";
import { writeInstanceAudit } from "../admin/write-audit";
import { factorRequired } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { type Tx, transaction } from "../transaction";
import { defaults, type InstanceSettings, type SettingsChange, settingsFrom } from "./fields";

type Actor = Pick<Viewer, "id"> | null;
type Change = z.output<typeof SettingsChange>;

/** Changes these settings; omitted ones stay. The actor is null for a command on the machine. */
export async function changeSettings(actor: Viewer | null, change: Change): Promise<{ settings: InstanceSettings }> {
	const notice: ClusterEvent = { kind: "settings_changed" };
	const settings = await transaction(async (tx) => {
		if (actor) await requireLockedAdministrator(tx, actor);
		const after = await storeChange(tx, actor, change);
		await emitInTransaction(tx, notice);
		return after;
	});
	await applyEvent(notice);
	return { settings };
}

/** The same in a transaction, whose caller emits the event. */
export async function storeChange(tx: Tx, actor: Actor, change: Change): Promise<InstanceSettings> {
	const [row] = await tx.select({ settings: instance.settings }).from(instance).for("no key update");
	const before = settingsFrom(row?.settings ?? {});
	const given = Object.entries(change).filter(([, value]) => value !== undefined);
	const after: InstanceSettings = { ...before, ...Object.fromEntries(given) };
	const changed = entriesOf(after).filter(([name, value]) => !isDeepStrictEqual(value, before[name]));
	if (changed.length === 0) return after;
	if (after.secondFactor !== before.secondFactor && after.secondFactor !== "off") await requireOwnFactor(tx, actor);
	const own = entriesOf(after).filter(([name, value]) => !isDeepStrictEqual(value, defaults[name]));
	await storeSettings(tx, Object.fromEntries(own));
	const details = { settings: changed.map(([name]) => name) };
	await writeInstanceAudit(tx, { actorId: actor?.id ?? null, action: "change_settings", details });
	return after;
}

/** An administrator who requires a second factor would otherwise lock themselves out. */
async function requireOwnFactor(tx: Tx, actor: Actor): Promise<void> {
	if (actor === null) return;
	const [own] = await tx.select({ hasFactor: users.hasFactor }).from(users).where(eq(users.id, actor.id));
	if (!own?.hasFactor) throw factorRequired("Set up two-step verification or a passkey for yourself first.");
}

const storeSettings = (tx: Tx, settings: Record<string, unknown>) =>
	tx
		.update(instance)
		.set({ settings, settingsRevision: sql`${instance.settingsRevision} + 1` })
		.where(eq(instance.id, 1));

const entriesOf = (settings: InstanceSettings) =>
	Object.entries(settings) as [keyof InstanceSettings, InstanceSettings[keyof InstanceSettings]][];
