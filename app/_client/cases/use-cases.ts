"use client";

import { useCallback } from "react";
import useSWR from "swr";
import type { Author, Case, CaseDetails, CaseState, ServerToClient } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useSocketEvent } from "../realtime/socket-provider";
import { usePages } from "../use-pages";

export type CaseList = { cases: Case[]; openCount: number; nextCursor: string | null };
export type Assigned = "mine" | "unassigned";
type Filter = { state: CaseState; assigned?: Assigned | undefined; limit?: number };

const pageSize = 50;
const casesPath = (serverId: number) => `/api/servers/${serverId}/cases`;

/** The cases of a server that are in this state, and assigned so. */
export function useCases(
	serverId: number,
	{ state, assigned, limit = pageSize }: Filter,
	first?: CaseList | undefined,
) {
	const path = `${casesPath(serverId)}?state=${state}${assigned ? `&assigned=${assigned}` : ""}&limit=${limit}`;
	const { pages, again, ...states } = usePages(path, first);
	useCaseEvent(serverId, again);
	return { cases: pages?.flatMap(({ cases }) => cases), again, ...states };
}

/** All about one case. The socket keeps it up to date. */
export function useCase(serverId: number, caseId: number, first: { case: CaseDetails }) {
	const { data, error, mutate } = useSWR<{ case: CaseDetails }>(`${casesPath(serverId)}/${caseId}`, {
		fallbackData: first,
	});
	const again = useCallback(() => mutate(), [mutate]);
	useCaseEvent(serverId, again);
	return { case: data?.case, error: error as unknown, again };
}

/** Calls `changed` when a case of the server has changed. */
const useCaseEvent = (serverId: number, changed: () => unknown): void =>
	useSocketEvent(
		"case",
		useCallback<ServerToClient["case"]>(
			(event) => void (event.serverId === serverId && changed()),
			[serverId, changed],
		),
	);

/** The moderators to whom a case can be assigned; none until they are loaded. */
export const useAssignees = (serverId: number, caseId: number): Author[] =>
	useSWR<{ assignees: Author[] }>(`${casesPath(serverId)}/${caseId}/assignees`).data?.assignees ?? [];

/** Decides a case without a moderation action. */
export const decideCase = (serverId: number, caseId: number, outcome: "dismissed" | "lifted") =>
	api.put<{ case: CaseDetails }>(`${casesPath(serverId)}/${caseId}`, { outcome });

/** Assigns a case, unless it is assigned to somebody else by now than the moderator has seen. */
export const assignCase = (serverId: number, { id, assignedTo }: Case, assignTo: string | null) =>
	api.put<{ case: CaseDetails }>(`${casesPath(serverId)}/${id}`, {
		assignTo,
		ifAssignedTo: assignedTo?.username ?? null,
	});

/** Where the message is that a case is about; undefined without one, and after its channel was deleted. */
export const reportedPlace = ({ message }: Pick<Case, "message">): { channelId: number; seq: number } | undefined =>
	message?.channelId ? { channelId: message.thread?.channelId ?? message.channelId, seq: message.seq } : undefined;
