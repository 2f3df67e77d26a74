"use client";

import { Hash, Lock, Users } from "lucide-react";
import { useTranslations } from "use-intl/react";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import type { MemberChannel } from "@/lib/realtime/contract";
import { DrawerButton } from "./mobile-drawer";

type Props = { channel: MemberChannel; serverName: string; panelOpen: boolean; onPanel: () => void };

export function ChannelHeader({ channel, serverName, panelOpen, onPanel }: Props) {
	const t = useTranslations("conversation");
	const Icon = channel.private ? Lock : Hash;
	return (
		<header className="flex h-14 shrink-0 items-center gap-0.5 border-b px-1 md:h-13 md:gap-2 md:ps-5 md:pe-3">
			<DrawerButton />
			<Icon size={18} aria-hidden="true" className="shrink-0 text-text-faint max-md:hidden" />
			<div className="flex min-w-0 flex-1 items-center max-md:flex-col max-md:items-start">
				<h1 className="max-w-full shrink-0 truncate text-base leading-5 font-bold tracking-[-0.01em] md:max-w-[60%]">
					<span aria-hidden="true" className="text-text-faint md:hidden">
						{channel.private ? "" : "# "}
					</span>
					{channel.name}
				</h1>
				{channel.topic && (
					<p
						title={channel.topic}
						className="ms-3 min-w-0 truncate border-s ps-3 text-meta text-text-muted max-md:hidden"
					>
						{channel.topic}
					</p>
				)}
				<p className="max-w-full truncate text-xs text-text-faint md:hidden">{serverName}</p>
			</div>
			<IconButton
				label={panelOpen ? t("hideMembers") : t("showMembers")}
				aria-expanded={panelOpen}
				onClick={onPanel}
				className={classNames(panelOpen && "bg-surface-hover text-text shadow-[inset_0_0_0_1px_var(--line)]")}
			>
				<Users size={18} aria-hidden="true" />
			</IconButton>
		</header>
	);
}
