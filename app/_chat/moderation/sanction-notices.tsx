"use client";

import { useCallback } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { type OwnSanctions, ownSanctionsKey } from "@/app/_client/moderation/use-own-sanctions";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useToast } from "@/app/_ui/toast";
import type { ServerToClient } from "@/lib/realtime/protocol";
import { useSanctionText } from "./use-sanction-text";

/** Shows the viewer a sanction against them when it is imposed, on every page. */
export function SanctionNotices() {
	const toast = useToast();
	const textOf = useSanctionText();
	const { mutate } = useSWRConfig();
	useSocketEvent(
		"sanction",
		useCallback<ServerToClient["sanction"]>(
			({ serverId, imposed }) => {
				const show = (answer: OwnSanctions | undefined) => {
					const latest = answer?.sanctions.find(({ server }) => server.id === serverId);
					// It stays until it is dismissed.
					if (latest && imposed) toast({ tone: "error", text: textOf(latest) });
				};
				mutate(ownSanctionsKey, () => api.get<OwnSanctions>(ownSanctionsKey), { revalidate: false }).then(
					show,
					() => {},
				);
			},
			[mutate, toast, textOf],
		),
	);
	return null;
}
