"use client";

import { useCallback } from "react";
import useSWR, { useSWRConfig } from "swr";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { MemberServer, RaidAlarm, RaidMode, RaidWatch, ServerToClient } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { useSubmit } from "../forms/use-submit";
import { useSocketEvent } from "../realtime/socket-provider";
import { may } from "../servers/permissions";
import { updateServersCache } from "../servers/update-servers-cache";

type State = { raidMode: RaidMode | null; watch: RaidWatch; alarm: RaidAlarm | null };

const hourMs = 3_600_000;
const pathOf = (serverId: number) => `/api/servers/${serverId}/raid-mode`;

/** Raid mode as moderators see it, with what the watch has noticed; undefined for other members. */
export function useRaidState(server: MemberServer | undefined): State | undefined {
	const key = server && may(server, "kick_members") ? pathOf(server.id) : null;
	const { data, mutate } = useSWR<State>(key, { revalidateOnFocus: false });
	const id = server?.id;
	useSocketEvent(
		"raid_alarm",
		useCallback<ServerToClient["raid_alarm"]>((event) => void (event.serverId === id && mutate()), [id, mutate]),
	);
	useSocketEvent(
		"server:updated",
		useCallback<ServerToClient["server:updated"]>((event) => void (event.server.id === id && mutate()), [id, mutate]),
	);
	return data;
}

/** Turns raid mode on for an hour, or off, which also dismisses what the watch has noticed. */
export function useSetRaidMode(serverId: number) {
	const t = useTranslations("raidMode");
	const toast = useToast();
	const errorText = useErrorMessage();
	const config = useSWRConfig();
	const { busy, submit } = useSubmit(async (isOn: boolean, isQuiet = false) => {
		try {
			const until = isOn ? new Date(Date.now() + hourMs).toISOString() : null;
			const { raidMode } = await api.put<{ raidMode: RaidMode | null }>(pathOf(serverId), { until });
			updateServersCache(config, ({ servers }) => ({
				servers: servers.map((one) => (one.id === serverId ? { ...one, raidMode } : one)),
			}));
			await config.mutate(pathOf(serverId));
			if (!isQuiet) toast({ text: t(isOn ? "turnedOn" : "ended") });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	return { busy, set: submit };
}
