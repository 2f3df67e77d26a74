"use client";

import { useCallback } from "react";
import useSWR from "swr";
import type { Case, CaseDetails, CaseState, ServerToClient } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useSocketEvent } from "../realtime/socket-provider";
import { usePages } from "../use-pages";

export type CaseList = { cases: Case[]; openCount: number; nextCursor: string | null };

const pageSize = 50;
const casesPath = (serverId: number) => `/api/servers/${serverId}/cases`;

/** The cases of a server that are in this state. */
export function useCases(serverId: number, state: CaseState, first: CaseList | undefined) {
	const path = `${casesPath(serverId)}?state=${state}&limit=${pageSize}`;
	const { pages, again, ...states } = usePages(path, first);
	useSocketEvent(
		"case",
		useCallback<ServerToClient["case"]>((event) => void (event.serverId === serverId && again()), [serverId, again]),
	);
	return { cases: pages?.flatMap(({ cases }) => cases), again, ...states };
}

/** All about one case. */
export const useCase = (serverId: number, caseId: number) =>
	useSWR<{ case: CaseDetails }>(`${casesPath(serverId)}/${caseId}`);

/** Decides a case without a moderation action. */
export const decideCase = (serverId: number, caseId: number, outcome: "dismissed" | "lifted") =>
	api.put<{ case: CaseDetails }>(`${casesPath(serverId)}/${caseId}`, { outcome });

/** Where the message is that a case is about; undefined without one, and after its channel was deleted. */
export const reportedPlace = ({ message }: Pick<Case, "message">): { channelId: number; seq: number } | undefined =>
	message?.channelId ? { channelId: message.thread?.channelId ?? message.channelId, seq: message.seq } : undefined;
