"use client";

import { useSWRConfig } from "swr";
import type { Appeal } from "@/lib/realtime/protocol";
import { api } from "../api";
import { ownSanctionsKey } from "./own-sanctions-key";

/** The longest appeal, in characters. */
export const maxAppeal = 1000;

/** Appeals against a sanction. The list of sanctions shows it before this resolves. */
export function useAppeal(): (actionId: number, text: string) => Promise<void> {
	const { mutate } = useSWRConfig();
	return async (actionId, text) => {
		try {
			await api.post<{ appeal: Appeal }>(`/api/sanctions/${actionId}/appeal`, { text: text.trim() });
		} finally {
			await mutate(ownSanctionsKey);
		}
	};
}
