"use client";

import { ChevronRight, Flag, UserRoundCheck } from "lucide-react";
import { useId } from "react";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { Link } from "@/app/_chat/shell/link";
import { UnreadMark } from "@/app/_chat/shell/sidebar";
import { useDistinctServers } from "@/app/_chat/users/avatar-palettes";
import { serverSettingsPath } from "@/app/_client/paths";
import { useServers } from "@/app/_client/servers/use-servers";
import { queuesOf } from "@/app/_client/unread/unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { MemberServer } from "@/lib/realtime/protocol";
import { WaitingCases } from "./waiting-cases";

const isWaiting = (server: MemberServer) => {
	const { reports, requests } = queuesOf(server);
	return reports + requests > 0;
};

/** The servers in which reports or requests to join wait for the viewer, whatever the notification level. */
export const useModerationQueues = (): MemberServer[] => useServers().servers.filter(isWaiting);

/** In the inbox: what waits for the viewer as a moderator, each with its own row until it is decided. */
export function ModerationQueues() {
	const t = useTranslations("shell");
	const headingId = useId();
	const servers = useModerationQueues();
	useDistinctServers(servers);
	if (servers.length === 0) return null;
	return (
		<section aria-labelledby={headingId} className="mb-4">
			<h2 id={headingId} className="px-3 pb-1 text-meta font-bold text-text-muted">
				{t("moderation")}
			</h2>
			<ul className="grid gap-1">
				{servers.flatMap((server) => {
					const { reports, requests } = queuesOf(server);
					return [
						reports > 0 && (
							<QueueRow
								key={`${server.id} reports`}
								server={server}
								section="/reports"
								count={reports}
								below={<WaitingCases serverId={server.id} />}
							>
								<Flag size="0.875rem" aria-hidden="true" className="shrink-0" />
								{t("reportCount", { count: reports })}
							</QueueRow>
						),
						requests > 0 && (
							<QueueRow key={`${server.id} requests`} server={server} section="/requests" count={requests}>
								<UserRoundCheck size="0.875rem" aria-hidden="true" className="shrink-0" />
								{t("requestCount", { count: requests })}
							</QueueRow>
						),
					];
				})}
			</ul>
		</section>
	);
}

type RowProps = {
	server: MemberServer;
	section: string;
	count: number;
	below?: React.ReactNode;
	children: React.ReactNode;
};

function QueueRow({ server, section, count, below, children }: RowProps) {
	const isCounted = server.level !== "nothing";
	return (
		<li>
			<Link
				href={serverSettingsPath(server.id, section)}
				className={classNames(
					"flex items-center gap-3 rounded-lg px-3 py-2.5",
					isCounted ? "bg-ember-subtle hover:bg-ember-subtle-hover" : "border hover:bg-surface-hover",
				)}
			>
				<ServerIcon server={server} size={36} />
				<span className="min-w-0 flex-1">
					<span dir="auto" className="block truncate font-bold">
						{server.name}
					</span>
					<span className="flex items-center gap-1.5 text-meta text-text-muted">{children}</span>
				</span>
				{isCounted && <UnreadMark mentions={count} unread />}
				<ChevronRight size="1rem" aria-hidden="true" className="shrink-0 text-text-muted rtl:-scale-x-100" />
			</Link>
			{below}
		</li>
	);
}
