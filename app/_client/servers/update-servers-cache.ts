import type { useSWRConfig } from "swr";
import type { ServersState } from "./servers-reducer";
import { mineKey } from "./use-servers";

/**
 * Changes the servers in the cache. The cache drops a response that a change overtakes, so a request in flight is
 * repeated: otherwise a read marker moved just after a join would lose the new server.
 */
export function updateServersCache(
	{ cache, mutate }: Pick<ReturnType<typeof useSWRConfig>, "cache" | "mutate">,
	fold: (frame: ServersState) => ServersState | undefined,
): void {
	const held = cache.get(mineKey);
	const revalidate = !held?.data || held.isValidating === true;
	void mutate<ServersState>(mineKey, (frame) => frame && fold(frame), { revalidate });
}
