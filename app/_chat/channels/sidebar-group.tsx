"use client";

import { ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";
import { inGroup, may } from "@/app/_client/servers/permissions";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import type { ChannelGroup, MemberServer } from "@/lib/realtime/protocol";

const GroupMenu = lazy(() => import("./group-menu").then((module) => module.GroupMenu));

type Props = {
	server: MemberServer;
	group: ChannelGroup;
	isFolded: boolean;
	onToggle: () => void;
	/** The rows; of a folded group, only those that stay visible. */
	children: ReactNode;
};

/** A group of channels that can be folded. */
export function SidebarGroup({ server, group, isFolded, onToggle, children }: Props) {
	const id = useId();
	return (
		<section className="mt-2.5">
			<div className="group/label flex h-[1.625rem] items-center gap-1 pe-1 max-md:h-11">
				<h3 className="min-w-0 flex-1">
					<button
						type="button"
						aria-expanded={!isFolded}
						aria-controls={id}
						onClick={onToggle}
						className="ring-inward flex h-[1.625rem] w-full items-center gap-1 rounded-sm ps-0.5 text-xs font-semibold text-text-faint hover:text-text max-md:h-11 max-md:text-meta"
					>
						<ChevronDown
							size="0.75rem"
							aria-hidden="true"
							className={classNames("shrink-0 transition-transform", isFolded && "-rotate-90 rtl:rotate-90")}
						/>
						<span dir="auto" className="truncate">
							{group.name}
						</span>
					</button>
				</h3>
				{may(inGroup(server, group.id), "manage_channels") && (
					<GroupMenu
						server={server}
						group={group}
						className="hover:bg-canvas-hover md:opacity-0 md:group-hover/label:opacity-100 md:focus-visible:opacity-100 md:aria-expanded:opacity-100"
					/>
				)}
			</div>
			<div id={id}>{children}</div>
		</section>
	);
}
