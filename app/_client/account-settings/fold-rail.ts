import type { ScopedMutator } from "swr";
import type { OwnUser, RailItem } from "@/lib/realtime/protocol";

/** Shows a rail that the account does not have yet. */
export function foldRail(mutate: ScopedMutator, rail: RailItem[]): void {
	void mutate<{ user: OwnUser }>(
		"/api/account",
		(held) => held && { user: { ...held.user, settings: { ...held.user.settings, rail } } },
		{ revalidate: false },
	);
}
