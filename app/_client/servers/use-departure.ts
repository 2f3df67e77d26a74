"use client";

import { useState } from "react";
import { useSocketEvent } from "../realtime/socket-provider";

export type Departure = "left" | "kicked" | "banned" | "server_deleted" | "unseen";

/** The way a member left a server whose page is open; null for all others. */
export function useDeparture(serverId: number, isInside: boolean): Departure | null {
	const [wasInside, setWasInside] = useState(isInside);
	const [event, setEvent] = useState<Departure | null>(null);
	if (isInside && !wasInside) setWasInside(true);
	useSocketEvent("membership", (event) => {
		if (event.serverId === serverId) setEvent(event.reason === "joined" ? null : event.reason);
	});
	if (isInside) return null;
	// The event alone proves it: the server may be gone before this page has learned of the membership.
	return event ?? (wasInside ? "unseen" : null);
}
