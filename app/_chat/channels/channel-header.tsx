"use client";

import { MessagesSquare, Pin, Search, Users } from "lucide-react";
import { useState } from "react";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { Kbd } from "@/app/_ui/kbd";
import { lazy } from "@/app/_ui/lazy";
import type { MemberChannel } from "@/lib/realtime/protocol";
import type { PanelKind } from "../panels/panel-url";
import { openPanel } from "../panels/use-panel";
import { DrawerButton } from "../shell/mobile-drawer";
import { channelIcon } from "./channel-icon";

const ChannelDetails = lazy(() => import("./channel-details").then((module) => module.ChannelDetails));

type Props = {
	channel: MemberChannel;
	serverName: string;
	panel: PanelKind | null;
	hasMembers: boolean;
	onMembers: () => void;
};

/** The panels of a channel, in the order of their buttons. */
const opened = [
	{ kind: "threads", Icon: MessagesSquare },
	{ kind: "pins", Icon: Pin },
	{ kind: "search", Icon: Search },
] as const;

const pressed = "bg-surface-hover text-text shadow-[inset_0_0_0_1px_var(--line)]";

/** In wide windows it looks like the search field it opens. */
const searchField =
	"lg:w-[170px] lg:grid-cols-[auto_minmax(0,1fr)_auto] lg:justify-items-start lg:gap-2 lg:border lg:border-line-strong lg:ps-2 lg:pe-1.5";

export function ChannelHeader({ channel, serverName, panel, hasMembers, onMembers }: Props) {
	const t = useTranslations("conversation");
	const [details, setDetails] = useState(false);
	const Icon = channelIcon(channel, useMemberServer(channel.serverId));
	return (
		<header className="flex h-14 shrink-0 items-center gap-0.5 border-b px-1 md:h-13 md:gap-2 md:ps-5 md:pe-3">
			<DrawerButton />
			<Icon size="1.125rem" aria-hidden="true" className="shrink-0 text-text-faint max-md:hidden" />
			<div className="relative flex h-full min-w-0 flex-1 items-center max-md:flex-col max-md:items-start max-md:justify-center">
				<h1
					dir="auto"
					className="max-w-full shrink-0 truncate text-base leading-5 font-bold tracking-[-0.01em] max-md:w-full md:max-w-[60%]"
				>
					<span aria-hidden="true" className="text-text-faint md:hidden">
						{channel.private ? "" : "# "}
					</span>
					{/* The clickable area covers the topic and the full height of the bar. */}
					<button
						type="button"
						aria-haspopup="dialog"
						title={channel.topic || undefined}
						onClick={() => setDetails(true)}
						className="max-w-full truncate align-bottom outline-none max-md:max-w-[calc(100%-1.25rem)] after:absolute after:inset-x-0 after:inset-y-1 after:rounded-md hover:underline hover:decoration-1 hover:underline-offset-4 focus-visible:after:outline-2 focus-visible:after:outline-focus"
					>
						{channel.name}
					</button>
				</h1>
				{channel.topic && (
					<p dir="auto" className="ms-3 min-w-0 truncate border-s ps-3 text-meta text-text-muted max-md:hidden">
						{channel.topic}
					</p>
				)}
				<p dir="auto" className="max-w-full truncate text-xs text-text-faint md:hidden">
					{serverName}
				</p>
			</div>
			{opened.map(({ kind, Icon: PanelIcon }) => (
				<IconButton
					key={kind}
					label={t(`panels.${kind}`)}
					aria-expanded={panel === kind}
					onClick={() => openPanel(panel === kind ? null : { kind })}
					className={classNames(panel === kind && pressed, kind === "search" ? searchField : "max-md:hidden")}
				>
					<PanelIcon size="1.125rem" aria-hidden="true" />
					{kind === "search" && (
						<>
							<span aria-hidden="true" className="text-meta max-lg:hidden">
								{t("panels.search")}
							</span>
							<span aria-hidden="true" className="max-lg:hidden">
								<Kbd>/</Kbd>
							</span>
						</>
					)}
				</IconButton>
			))}
			<IconButton
				label={hasMembers ? t("hideMembers") : t("showMembers")}
				aria-expanded={hasMembers}
				onClick={onMembers}
				className={classNames(hasMembers && pressed)}
			>
				<Users size="1.125rem" aria-hidden="true" />
			</IconButton>
			{details && <ChannelDetails channel={channel} onClose={() => setDetails(false)} />}
		</header>
	);
}
