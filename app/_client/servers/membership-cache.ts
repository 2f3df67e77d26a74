import type { useSWRConfig } from "swr";
import type { Membership } from "@/lib/realtime/protocol";

type Cache = Pick<ReturnType<typeof useSWRConfig>, "cache" | "mutate">;

type Servers = { servers: readonly { id: number }[] };

const prefix = "/api/membership/";

export const membershipKey = (serverId: number) => `${prefix}${serverId}`;

export const outside: Membership = { isMember: false, role: null, joinedAt: null };

/** A leave applies at once; a join is loaded, because the event lacks its time. */
export function applyMembership({ cache, mutate }: Cache, serverId: number, isMember: boolean): void {
	const key = membershipKey(serverId);
	if (!isMember) void mutate(key, outside, { revalidate: false });
	else if (saysMember(cache, key)) void mutate(key);
	// The cache loads only what is shown: what is not is dropped, so that it is loaded when it is shown.
	else void mutate(key, undefined);
}

/** Loads the memberships that are shown, and drops the others that the list of the user's servers contradicts. */
export async function readMemberships({ cache, mutate }: Cache, list: Promise<Servers | undefined>): Promise<void> {
	const isMembership = (key: unknown) => typeof key === "string" && key.startsWith(prefix);
	void mutate(isMembership);
	const { servers } = (await list.catch(() => undefined)) ?? {};
	if (!servers) return;
	const listed = new Set(servers.map(({ id }) => membershipKey(id)));
	const isWrong = (key: string) => isMembership(key) && saysMember(cache, key) === !listed.has(key);
	for (const key of [...cache.keys()]) if (isWrong(key)) void mutate(key, undefined);
}

const saysMember = (cache: Cache["cache"], key: string) => (cache.get(key)?.data as Membership | undefined)?.isMember;
