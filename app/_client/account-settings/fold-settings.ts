import type { ScopedMutator } from "swr";
import type { OwnUser, ServerToClient } from "@/lib/realtime/protocol";

type Held = { user: OwnUser };

/** Puts newer settings into the cached account. */
export function foldSettings(
	mutate: ScopedMutator,
	{ settings, rev }: Parameters<ServerToClient["settings"]>[0],
): void {
	void mutate<Held>(
		"/api/account",
		(held) => held && (rev > held.user.settingsRev ? { user: { ...held.user, settings, settingsRev: rev } } : held),
		{ revalidate: false },
	);
}

/** Replaces the cached account, but not by older settings: the server may have read them before it sent newer ones. */
export function foldAccount(mutate: ScopedMutator, { user }: Held): Promise<unknown> {
	return mutate<Held>(
		"/api/account",
		(held) => {
			if (!held || held.user.settingsRev <= user.settingsRev) return { user };
			const { settings, settingsRev } = held.user;
			return { user: { ...user, settings, settingsRev } };
		},
		{ revalidate: false },
	);
}
