import { AppError } from "../errors";
import { instanceSettings } from "../instance/settings";

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
