"use client";

import { useCallback } from "react";
import { useSWRConfig } from "swr";
import type { RailItem } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { foldRail } from "../account-settings/fold-rail";
import { useSaveSettings } from "../account-settings/use-settings";
import { completeRail } from "./rail-moves";
import { useOwnServers } from "./use-servers";

/** The user's rail as it is shown, and how it is changed: at once here, then on all devices. */
export function useRail(): { rail: RailItem[]; setRail: (rail: RailItem[]) => void } {
	const { servers } = useOwnServers();
	const given = useViewer()?.settings.rail;
	const { mutate } = useSWRConfig();
	const save = useSaveSettings();
	const setRail = useCallback(
		(rail: RailItem[]) => {
			foldRail(mutate, rail);
			save({ rail });
		},
		[mutate, save],
	);
	return {
		rail: completeRail(
			servers.map(({ id }) => id),
			given,
		),
		setRail,
	};
}
