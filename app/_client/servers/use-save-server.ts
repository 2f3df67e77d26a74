"use client";

import { useRouter } from "next/navigation";
import { useSWRConfig } from "swr";
import type { Server } from "@/lib/realtime/protocol";
import { api } from "../api";
import { mineKey } from "./use-servers";

/** Saves changes of a server's settings, and shows them wherever the server is shown. */
export function useSaveServer(serverId: number): (changes: object) => Promise<Server> {
	const router = useRouter();
	const { mutate } = useSWRConfig();
	return async (changes) => {
		const path = `/api/servers/${serverId}`;
		const { server } = await api.patch<{ server: Server }>(path, changes);
		await Promise.all([mutate(mineKey), mutate(path)]);
		router.refresh();
		return server;
	};
}
