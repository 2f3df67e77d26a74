import type { ClusterEvent } from "../cluster/events";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { isConfigured } from "../mail/mail";
import type { Tx } from "../transaction";
import { factorsChanged } from "./factors-changed";

/** E-mails the user about a change of how they sign in, and emits what else the change has changed. */
export async function notifyOfChange(
	tx: Tx,
	userId: number,
	change: "on" | "off" | "recovery_code" | "passkey_added" | "passkey_removed",
	locale: Locale,
): Promise<ClusterEvent[]> {
	const events = change === "recovery_code" ? [] : await factorsChanged(tx, userId);
	if (isConfigured()) events.push(await enqueueIn(tx, "mail", { kind: "second_factor", userId, change, locale }));
	return events;
}
