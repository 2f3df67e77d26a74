"use client";

import useSWR from "swr";
import type { Sanction } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";

export const ownSanctionsKey = "/api/sanctions";

export type OwnSanctions = { sanctions: Sanction[] };
const none: Sanction[] = [];

/** The sanctions against the viewer that last, and those of the last week, latest first. The socket keeps them up to date. */
export function useOwnSanctions(wanted = true): Sanction[] {
	const signedIn = useSignedIn();
	return useSWR<OwnSanctions>(signedIn && wanted ? ownSanctionsKey : null).data?.sanctions ?? none;
}

/** The timeout or the ban that the viewer is under in this server; none without a server. */
export function useOwnSanction(serverId: number | null, kind: "timeout" | "ban"): Sanction | undefined {
	const latest = useOwnSanctions(serverId !== null).find(
		(one) => one.server.id === serverId && one.kind === kind && one.undoneAt === null,
	);
	return latest && (latest.until === null || Date.parse(latest.until) > Date.now()) ? latest : undefined;
}
