import type { OwnUser } from "@/lib/realtime/protocol";
import { ApiError } from "../api";
import { announceSessionExpired } from "../realtime/session-expired";

/** Loads the account. If another user has signed in with this browser, the session of this document is over. */
export async function loadAccount(
	userId: number | undefined,
	get: (path: string) => Promise<{ user: OwnUser }>,
): Promise<{ user: OwnUser }> {
	const account = await get("/api/account");
	if (userId === undefined || account.user.id === userId) return account;
	announceSessionExpired();
	throw new ApiError({ code: "unauthenticated", message: "Another user has signed in with this browser." }, 401);
}
