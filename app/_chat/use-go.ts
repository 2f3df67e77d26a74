"use client";

import { useRouter } from "next/navigation";
import type { MemberServer } from "@/lib/realtime/contract";
import { serverPath } from "../_client/last-channel";
import type { Offer } from "./offers";

/** Goes to the place that was chosen. */
export function useGo(servers: readonly MemberServer[]): (offer: Offer) => void {
	const router = useRouter();
	return (offer) => {
		if (offer.kind === "channel") router.push(`/servers/${offer.serverId}/channels/${offer.id}`);
		else if (offer.kind === "explore") router.push(`/explore?q=${encodeURIComponent(offer.query)}`);
		else if (offer.kind === "server") {
			const server = servers.find(({ id }) => id === offer.id);
			router.push(server ? serverPath(server) : `/servers/${offer.id}`);
		}
	};
}
