"use client";

import useSWR from "swr";
import type { Sanction } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";
import { sanctionInForce } from "./own-sanctions";
import { ownSanctionsKey } from "./own-sanctions-key";

export type OwnSanctions = { sanctions: Sanction[] };
const none: Sanction[] = [];

/** The sanctions against the viewer that last, and those of the last week, latest first. The socket keeps them up to date. */
export function useOwnSanctions(wanted = true): Sanction[] {
	const signedIn = useSignedIn();
	return useSWR<OwnSanctions>(signedIn && wanted ? ownSanctionsKey : null).data?.sanctions ?? none;
}

/** The timeout or the ban that the viewer is under in this server; none without a server. */
export const useOwnSanction = (serverId: number | null, kind: "timeout" | "ban"): Sanction | undefined =>
	sanctionInForce(useOwnSanctions(serverId !== null), serverId, kind, Date.now());
