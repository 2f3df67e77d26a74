import type { ClusterEvent } from "../cluster/events";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { isConfigured } from "../mail/mail";
import type { Tx } from "../transaction";

/** E-mails the user about a change of how they sign in. */
export async function notifyOfChange(
	tx: Tx,
	userId: number,
	change: "on" | "off" | "recovery_code" | "passkey_added" | "passkey_removed",
	locale: Locale,
): Promise<ClusterEvent[]> {
	return isConfigured() ? [await enqueueIn(tx, "mail", { kind: "second_factor", userId, change, locale })] : [];
}
