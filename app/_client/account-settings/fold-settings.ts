import type { ScopedMutator } from "swr";
import type { OwnUser, ServerToClient } from "@/lib/realtime/protocol";

/** Puts newer settings into the cached account. */
export function foldSettings(
	mutate: ScopedMutator,
	{ settings, rev }: Parameters<ServerToClient["settings"]>[0],
): void {
	void mutate<{ user: OwnUser }>(
		"/api/account",
		(held) => held && (rev > held.user.settingsRev ? { user: { ...held.user, settings, settingsRev: rev } } : held),
		{ revalidate: false },
	);
}
