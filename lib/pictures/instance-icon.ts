import { eq, sql } from "drizzle-orm";
import { instance, pictures } from "@/db/schema";
import { requireLockedAdministrator } from "../admin/administrator";
import { writeInstanceAudit } from "../admin/write-audit";
import type { Viewer } from "../auth/viewer";
import type { Received } from "../http/multipart";
import type { Tx } from "../transaction";
import { forget, replace, withDrawn } from "./pictures";

const changed = { kind: "settings_changed" } as const;

/** Sets the icon of the instance. Its pages have it on every instance within a second. */
export const setInstanceIcon = (viewer: Viewer, file: Received): Promise<void> =>
	withDrawn(viewer, "instance_icon", file, ({ url, ...stored }) =>
		replace(changed, async (tx) => {
			await storeUrl(tx, viewer, url);
			const before = await forget(tx, "instance_icon", "instance");
			await tx.insert(pictures).values({ ...stored, purpose: "instance_icon" });
			return before;
		}),
	);

/** Removes it, so that the icon of the product is shown. Repeating it changes nothing. */
export const removeInstanceIcon = (viewer: Viewer): Promise<void> =>
	replace(changed, async (tx) => {
		await storeUrl(tx, viewer, null);
		return forget(tx, "instance_icon", "instance");
	});

/** Locks the administrator and the instance. In the audit log it is a change of a setting. */
async function storeUrl(tx: Tx, viewer: Viewer, iconUrl: string | null): Promise<void> {
	await requireLockedAdministrator(tx, viewer);
	const [before] = await tx.select({ iconUrl: instance.iconUrl }).from(instance).for("no key update");
	if (before?.iconUrl === iconUrl) return;
	await tx
		.update(instance)
		.set({ iconUrl, settingsRevision: sql`${instance.settingsRevision} + 1` })
		.where(eq(instance.id, 1));
	await writeInstanceAudit(tx, { actorId: viewer.id, action: "change_settings", details: { settings: ["icon"] } });
}
