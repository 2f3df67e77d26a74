"use client";

import { useCallback } from "react";
import type { JoinRequest, JoinRequestState, ServerToClient } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useSocketEvent } from "../realtime/socket-provider";
import { usePages } from "../use-pages";

export type JoinRequestList = { requests: JoinRequest[]; pending: number; nextCursor: string | null };

const pageSize = 50;
const requestsPath = (serverId: number) => `/api/servers/${serverId}/requests`;

/** The requests to join a server that are in this state. */
export function useJoinRequests(serverId: number, state: JoinRequestState, first: JoinRequestList | undefined) {
	const path = `${requestsPath(serverId)}?state=${state}&limit=${pageSize}`;
	const { pages, again, ...states } = usePages(path, first);
	useSocketEvent(
		"join_requests",
		useCallback<ServerToClient["join_requests"]>(
			(event) => void (event.serverId === serverId && again()),
			[serverId, again],
		),
	);
	return { requests: pages?.flatMap(({ requests }) => requests), again, ...states };
}

export type Decision = { state: "approved" | "refused"; reason?: string };

/** Approves or refuses a request to join. */
export function useDecide(serverId: number): (requestId: number, decision: Decision) => Promise<void> {
	return useCallback(
		async (requestId, decision) => void (await api.put(`${requestsPath(serverId)}/${requestId}`, decision)),
		[serverId],
	);
}
