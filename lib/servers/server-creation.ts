import { count, eq } from "drizzle-orm";
import { servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { requireQuota } from "../instance/quotas";
import { instanceSettings } from "../instance/settings";
import type { Tx } from "../transaction";

type Account = { isAdmin: boolean; createdAt: string };
const dayMs = 86_400_000;

/** How long a user must wait before they may create servers: 0 is now, null is for ever. */
function waitMs({ isAdmin, createdAt }: Account): number | null {
	const { serverCreators, serverCreatorDays } = instanceSettings();
	if (isAdmin) return 0;
	if (serverCreators === "administrators") return null;
	return Math.max(0, Date.parse(createdAt) + serverCreatorDays * dayMs - Date.now());
}

export const mayCreateServers = (account: Account): boolean => waitMs(account) === 0;

/** Throws `forbidden` unless the settings let this user create servers. */
export function requireServerCreation(account: Account): void {
	const wait = waitMs(account);
	if (wait === null) throw new AppError("forbidden", "Only administrators create servers here.");
	if (wait > 0) {
		const days = Math.ceil(wait / dayMs);
		throw new AppError(
			"forbidden",
			`Your account is too new to create servers. Try again in ${days} day${days === 1 ? "" : "s"}.`,
		);
	}
}

/** Checks the number of servers that the viewer owns after a new one was written, with their account locked. */
export async function limitServers(tx: Tx, viewer: Viewer): Promise<void> {
	if (viewer.isAdmin) return;
	const [owned] = await tx.select({ n: count() }).from(servers).where(eq(servers.ownerId, viewer.id));
	requireQuota("servers", (owned?.n ?? 1) - 1);
}
