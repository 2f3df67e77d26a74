"use client";

import { ShieldAlert } from "lucide-react";
import { useEffect } from "react";
import { useSWRConfig } from "swr";
import { serverSettingsPath } from "@/app/_client/paths";
import { useRaidState, useSetRaidMode } from "@/app/_client/raid-mode/use-raid-mode";
import { may } from "@/app/_client/servers/permissions";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useShortTime } from "@/app/_client/use-short-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { MemberServer } from "@/lib/realtime/protocol";
import { Link } from "../shell/link";
import { useRaidText } from "./use-raid-text";

/** Above a channel: that raid mode is on, or that many users join, for those who may end it or turn it on. */
export function RaidBanner({ server }: { server: MemberServer }) {
	const t = useTranslations("raidMode");
	const time = useShortTime();
	const textOf = useRaidText();
	const { set } = useSetRaidMode(server.id);
	const alarm = useRaidState(server)?.alarm;
	useEnd(server);
	const { raidMode } = server;
	const since = raidMode?.since ?? alarm?.since;
	if (!may(server, "kick_members") || (!raidMode && !alarm)) return null;
	return (
		<div
			role="status"
			data-raid-banner
			className="order-first flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b bg-warning-subtle py-2 ps-5 pe-3 text-sm max-md:ps-3.5"
		>
			<ShieldAlert size="1rem" aria-hidden="true" className="shrink-0 text-warning-text" />
			<p dir="auto" className="min-w-0 flex-1 basis-60 wrap-anywhere">
				{raidMode ? textOf(raidMode) : alarm && t("alarm", { count: alarm.joins, since: time(alarm.since) })}
			</p>
			<div className="flex flex-wrap gap-x-4">
				{since && (
					<Link
						href={serverSettingsPath(server.id, `/people?joined=${encodeURIComponent(since)}`)}
						className="link inline-flex items-center max-md:min-h-11"
					>
						{t("seeNewcomers")}
					</Link>
				)}
				{!raidMode && (
					<button type="button" onClick={() => void set(true)} className="link max-md:min-h-11">
						{t("turnOn")}
					</button>
				)}
				<button type="button" onClick={() => void set(false, !raidMode)} className="link max-md:min-h-11">
					{t(raidMode ? "endNow" : "dismiss")}
				</button>
			</div>
		</div>
	);
}

const longestTimerMs = 2_000_000_000;

/** Raid mode ends by the clock, without an event. */
function useEnd({ raidMode }: MemberServer): void {
	const { mutate } = useSWRConfig();
	const until = raidMode?.until;
	useEffect(() => {
		if (!until) return;
		const leftMs = Date.parse(until) - Date.now();
		const timer = setTimeout(() => void mutate(mineKey), Math.min(Math.max(leftMs, 0) + 500, longestTimerMs));
		return () => clearTimeout(timer);
	}, [until, mutate]);
}
