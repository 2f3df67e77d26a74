"use client";

import { Compass } from "lucide-react";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { Link } from "@/app/_chat/shell/link";
import { UnreadMark } from "@/app/_chat/shell/sidebar";
import { useInvitations } from "@/app/_client/servers/use-invitations";
import { useServers } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { serverUnread } from "@/app/_client/unread/unread";
import { useCountsText } from "@/app/_client/unread/use-counts-text";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { MemberServer } from "@/lib/realtime/protocol";
import { InboxPreview } from "./inbox-preview";

/** The user's servers, those with unread messages first. */
export function MyServers({ publicCount }: { publicCount: number }) {
	const t = useTranslations("home");
	const { servers } = useServers();
	const now = useMuteClock();
	const { invitations } = useInvitations();
	if (servers.length === 0) {
		// An invitation is the better next step, and is shown above.
		if (publicCount === 0 || invitations.length > 0) return null;
		return (
			<section className="mt-6">
				<EmptyState
					icon={<Compass size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
					title={t("nothingYet")}
					text={t("nothingYetText", { count: publicCount })}
				>
					<Link href="/explore" className={buttonClass("primary")}>
						{t("explore")}
					</Link>
				</EmptyState>
			</section>
		);
	}
	const weigh = (server: MemberServer) => {
		const { count, unread } = serverUnread(server, now);
		return count > 0 ? 2 : unread > 0 ? 1 : 0;
	};
	return (
		<>
			<InboxPreview />
			<section aria-labelledby="yours">
				<h2 id="yours" className="mt-6 mb-3 text-section font-bold tracking-[-0.01em]">
					{t("yours")}
				</h2>
				<ul className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-2.5">
					{[...servers]
						.sort((a, b) => weigh(b) - weigh(a))
						.map((server) => (
							<MyServer key={server.id} server={server} now={now} />
						))}
				</ul>
			</section>
		</>
	);
}

function MyServer({ server, now }: { server: MemberServer; now: number }) {
	const t = useTranslations("home");
	const unread = serverUnread(server, now);
	const { count, unread: messages } = unread;
	const counts = useCountsText()(unread);
	return (
		<li className="min-w-0">
			<Link
				href={useLastVisitedPath(server)}
				className="flex items-center gap-3 rounded-lg border p-3 transition-colors hover:border-line-strong hover:bg-surface-hover"
			>
				<ServerIcon server={server} />
				<span className="min-w-0 flex-1">
					<span
						dir="auto"
						className={`block truncate text-message leading-5 ${messages > 0 ? "font-bold" : "font-semibold"}`}
					>
						{server.name}
					</span>
					<span dir="auto" className="block truncate text-meta text-text-muted tabular-nums">
						{count > 0 ? counts : messages > 0 ? t("newMessages", { count: messages }) : t("nothingNew")}
					</span>
				</span>
				<UnreadMark mentions={count} unread={messages > 0} />
			</Link>
		</li>
	);
}
