"use client";

import { Compass, Inbox, LogIn } from "lucide-react";
import { useContext, useRef } from "react";
import { useSignedIn, useViewer } from "@/app/_client/account/use-viewer";
import { useShownPathname } from "@/app/_client/navigation/navigation";
import { isInServer, loginPath } from "@/app/_client/paths";
import { railRows } from "@/app/_client/servers/rail-order";
import { useInvitations } from "@/app/_client/servers/use-invitations";
import { useServers } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { serverUnread, totalUnread } from "@/app/_client/unread/unread";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { lazy, lazyOnceUsable } from "@/app/_ui/lazy";
import { Skeleton } from "@/app/_ui/skeleton";
import { Tooltip } from "@/app/_ui/tooltip";
import type { MemberServer } from "@/lib/realtime/protocol";
import { CreateServerRailButton } from "../servers/create-server-button";
import { ServerIcon } from "../servers/server-icon";
import { useDistinctServers } from "../users/avatar-palettes";
import { AccountMenu } from "./account-menu";
import { Link } from "./link";
import { RailLogo } from "./rail-logo";
import { RailMark } from "./rail-mark";

const RailFolder = lazy(() => import("./rail-folder").then((module) => module.RailFolder));
const RailMover = lazyOnceUsable(() => import("./rail-mover").then((module) => module.RailMover));

export const railButtonClass = (open: boolean) =>
	classNames(
		"grid size-10 shrink-0 place-items-center rounded-lg transition-colors max-md:size-11",
		open ? "bg-canvas-active text-text" : "text-text-muted hover:bg-canvas-hover hover:text-text",
	);

export function ServerRail({ className }: { className?: string }) {
	const t = useTranslations("shell");
	const inbox = useTranslations("unread");
	const pathname = useShownPathname();
	const signedIn = useSignedIn();
	const { servers, isLoading } = useServers();
	useDistinctServers(servers);
	const rail = useViewer()?.settings.rail;
	const list = useRef<HTMLUListElement>(null);
	const isIn = ({ id }: MemberServer) => isInServer(pathname, id);
	const now = useMuteClock();
	const { invitations } = useInvitations();
	const { count, mentions } = totalUnread(servers, now);
	const total = count + invitations.length;
	const inboxLabel = total > mentions ? "inboxWaiting" : "serverMentions";
	const isInInbox = pathname === "/inbox" || pathname === "/saved";
	const isExploring = pathname.startsWith("/explore");
	return (
		<nav aria-label={t("servers")} className={classNames("flex w-16 flex-col items-center gap-2.5 py-3", className)}>
			<Tooltip label={t("home")} side="right">
				<Link
					href="/"
					aria-label={t("home")}
					aria-current={pathname === "/" ? "page" : undefined}
					className="mb-0.5 grid size-10 shrink-0 place-items-center rounded-lg hover:bg-canvas-hover max-md:size-11"
				>
					{useContext(RailLogo)}
				</Link>
			</Tooltip>
			{/* The list fades at its end; at the bottom the fade lies below the last tile. */}
			<ul
				ref={list}
				className="-mt-2 -mb-4 flex min-h-0 w-full flex-col items-center gap-2.5 overflow-y-auto pt-2 pb-4 [mask-image:linear-gradient(to_bottom,#000_calc(100%-0.75rem),transparent)] [scrollbar-width:none]"
			>
				{railRows(servers, rail).map(({ folder, servers: inside }) => {
					const items = inside.map((server) => (
						<RailItem key={server.id} server={server} now={now} isOpen={isIn(server)} />
					));
					return folder ? (
						<RailFolder
							key={`f${folder.id}`}
							folder={folder}
							servers={inside}
							now={now}
							hasOpenServer={inside.some(isIn)}
							fallback={<li className="size-10 shrink-0 max-md:size-11" />}
						>
							{items}
						</RailFolder>
					) : (
						items
					);
				})}
				{isLoading && servers.length === 0 && <Skeleton className="size-10 shrink-0 rounded-lg" />}
			</ul>
			{signedIn && <RailMover list={list} />}
			{servers.length > 0 && <hr className="w-6 border-t" />}
			{signedIn && <CreateServerRailButton />}
			<Tooltip label={t("explore")} side="right">
				<Link
					href="/explore"
					aria-label={t("explore")}
					aria-current={isExploring ? "page" : undefined}
					className={railButtonClass(isExploring)}
				>
					<Compass size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
				</Link>
			</Tooltip>
			<span className="flex-1" />
			{signedIn && (
				<Tooltip label={inbox("inbox")} side="right">
					<Link
						href="/inbox"
						aria-label={total > 0 ? t(inboxLabel, { name: inbox("inbox"), count: total }) : inbox("inbox")}
						aria-current={isInInbox ? "page" : undefined}
						aria-keyshortcuts="Alt+I"
						className={classNames("relative", railButtonClass(isInInbox))}
					>
						<Inbox size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
						<RailMark count={total} unread={false} />
					</Link>
				</Tooltip>
			)}
			{signedIn ? (
				<AccountMenu />
			) : (
				<Tooltip label={t("signIn")} side="right">
					<Link href={loginPath(pathname)} aria-label={t("signIn")} className={railButtonClass(false)}>
						<LogIn size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
					</Link>
				</Tooltip>
			)}
		</nav>
	);
}

function RailItem({ server, now, isOpen }: { server: MemberServer; now: number; isOpen: boolean }) {
	const t = useTranslations("shell");
	const path = useLastVisitedPath(server);
	const { count, unread: messages, muted, ...parts } = serverUnread(server, now);
	const { name } = server;
	const label =
		count > 0
			? t("serverCounts", { name, ...parts })
			: messages > 0
				? t("serverUnread", { name })
				: muted
					? t("serverMuted", { name })
					: name;
	return (
		<li data-rail={`s${server.id}`} className="shrink-0">
			<Tooltip label={count > parts.mentions ? label : name} side="right">
				<Link
					href={path}
					aria-label={label}
					aria-current={isOpen ? "page" : undefined}
					className={classNames(
						"relative block rounded-[12px] after:absolute after:inset-0 after:rounded-[inherit] hover:after:bg-white/10",
						isOpen && "shadow-[0_0_0_2px_var(--canvas),0_0_0_4px_var(--ember-mark)]",
					)}
				>
					<ServerIcon server={server} className={classNames("max-md:size-11!", muted && "opacity-50")} />
					<RailMark count={count} unread={messages > 0} />
				</Link>
			</Tooltip>
		</li>
	);
}
