"use client";

import { Lock } from "lucide-react";
import { useCallback, useEffect } from "react";
import useSWR from "swr";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useOwnSanction } from "@/app/_client/moderation/use-own-sanctions";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useShortTime } from "@/app/_client/use-short-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";
import type { PermissionReason, ServerToClient } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import { useSanctionText } from "../moderation/use-sanction-text";
import { WhyPopover } from "../permissions/why-popover";
import type { WritePermission } from "./composer-props";

const AppealStatus = lazy(() => import("../moderation/appeal-status").then((module) => module.AppealStatus));

type Props = { permission: WritePermission };

/** The rules with a sentence of their own. */
const explained = ["timed_out", "rules", "archived", "raid_mode", "frozen"] as const;

/** Stands in for the composer where the viewer may not write, and says why. */
export function ClosedComposer({ permission }: Props) {
	const t = useTranslations("closedComposer");
	const username = useViewer()?.username;
	const { serverId, channelId } = useMentionContext();
	const { data, mutate } = useSWR<{ reasons: PermissionReason[] }>(
		username && serverId !== null
			? `/api/servers/${serverId}/permissions/${encodeURIComponent(username)}?channelId=${channelId}`
			: null,
	);
	useSocketEvent(
		"access",
		useCallback<ServerToClient["access"]>(
			(event) => {
				if (event.serverId === serverId) void mutate();
			},
			[serverId, mutate],
		),
	);
	// The answer may be from the time before the composer was closed.
	useEffect(() => void mutate(), [mutate]);
	const server = useMemberServer(serverId);
	const found = data?.reasons.find((reason) => reason.permission === permission && !reason.allowed)?.rule;
	const rule = server?.freeze ? "frozen" : found;
	const shown = explained.find((one) => one === rule);
	const timeout = useOwnSanction(rule === "timed_out" ? serverId : null, "timeout");
	const textOf = useSanctionText();
	const time = useShortTime();
	const until = server?.raidMode?.until;
	const instance = useTranslations("common")("instanceName");
	return (
		<div className="flex min-h-[2.875rem] flex-wrap items-center gap-2.5 rounded-lg border bg-sunken px-3.5 py-2 text-sm text-text-muted">
			<Lock size="1rem" aria-hidden="true" className="shrink-0" />
			<p role="status" dir="auto" className="min-w-0 flex-1 basis-48 wrap-anywhere">
				{shown === undefined
					? t("readOnly")
					: shown === "timed_out" && timeout
						? textOf(timeout)
						: shown === "raid_mode" && until
							? t("raidModeUntil", { until: time(until) })
							: t(shown, { name: instance })}
				{shown === "frozen" && server?.freeze?.reason && <bdi className="block">{server.freeze.reason}</bdi>}
			</p>
			{timeout && <AppealStatus sanction={timeout} />}
			{shown === undefined && rule && serverId !== null && (
				<WhyPopover serverId={serverId} channelId={channelId} permission={permission} about={t("readOnly")} />
			)}
		</div>
	);
}
