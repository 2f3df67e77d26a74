"use client";

import { ArrowDown, ArrowUp, GripVertical } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { GroupMenu } from "@/app/_chat/channels/group-menu";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { MenuItem } from "@/app/_ui/menu";
import type { ChannelGroup, MemberServer } from "@/lib/realtime/protocol";
import { channelDrag, stepOf } from "./drag";

type Props = {
	server: MemberServer;
	group: ChannelGroup;
	place: { isFirst: boolean; isLast: boolean };
	onStep: (step: 1 | -1) => void;
	/** A channel was dropped on it. */
	onDrop: (channelId: number) => void;
};

/** The heading of a group in the settings. It moves by Alt with the arrows, or from its menu. */
export function GroupHeading({ server, group, place, onStep, onDrop }: Props) {
	const t = useTranslations("groups");
	const settings = useTranslations("serverSettings");
	const [isOver, setOver] = useState(false);
	const onKeyDown = (event: KeyboardEvent) => {
		const step = stepOf(event);
		if (!step) return;
		event.preventDefault();
		onStep(step);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the handle in it takes the keys.
		<div
			onKeyDown={onKeyDown}
			onDragOver={(event) => {
				if (!event.dataTransfer.types.includes(channelDrag)) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				setOver(false);
				if (!event.dataTransfer.types.includes(channelDrag)) return;
				event.preventDefault();
				onDrop(Number(event.dataTransfer.getData(channelDrag)));
			}}
			className={classNames(
				"mb-1.5 flex min-h-8 items-center gap-1.5 rounded-md",
				isOver && "bg-selected shadow-[inset_0_0_0_2px_var(--focus)]",
			)}
		>
			{/* biome-ignore lint/a11y/useSemanticElements: Firefox cannot drag by a button. */}
			<span
				role="button"
				tabIndex={0}
				aria-label={t("handle", { name: group.name })}
				title={t("handle", { name: group.name })}
				aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
				className="grid size-7 shrink-0 place-items-center rounded-sm text-text-faint hover:text-text max-md:hidden"
			>
				<GripVertical size="1rem" aria-hidden="true" />
			</span>
			<h2 dir="auto" className="min-w-0 flex-1 truncate text-meta font-bold text-text-muted">
				{group.name}
			</h2>
			<GroupMenu server={server} group={group} className="size-8">
				<MenuItem
					disabled={place.isFirst}
					hint="Alt ↑"
					icon={<ArrowUp size="1rem" aria-hidden="true" />}
					onSelect={() => onStep(-1)}
				>
					{settings("moveUp")}
				</MenuItem>
				<MenuItem
					disabled={place.isLast}
					hint="Alt ↓"
					icon={<ArrowDown size="1rem" aria-hidden="true" />}
					onSelect={() => onStep(1)}
				>
					{settings("moveDown")}
				</MenuItem>
			</GroupMenu>
		</div>
	);
}
