"use client";

import { ArrowDown, ArrowUp, GripVertical } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { GroupMenu } from "@/app/_chat/channels/group-menu";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { MenuItem } from "@/app/_ui/menu";
import type { ChannelGroup, MemberServer } from "@/lib/realtime/protocol";
import { channelDrag, groupDrag, stepOf } from "./drag";

type Props = {
	server: MemberServer;
	group: ChannelGroup;
	place: { isFirst: boolean; isLast: boolean };
	onStep: (step: 1 | -1) => void;
	/** Another group, or a channel, was dropped on it. */
	onDropGroup: (groupId: number) => void;
	onDropChannel: (channelId: number) => void;
};

/** The heading of a group in the settings. It is moved by dragging, by Alt with the arrows, or from its menu. */
export function GroupHeading({ server, group, place, onStep, onDropGroup, onDropChannel }: Props) {
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
			draggable
			onKeyDown={onKeyDown}
			onDragStart={({ dataTransfer }) => {
				dataTransfer.setData(groupDrag, String(group.id));
				dataTransfer.effectAllowed = "move";
			}}
			onDragOver={(event) => {
				const { types } = event.dataTransfer;
				if (!types.includes(channelDrag) && !types.includes(groupDrag)) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				setOver(false);
				const { dataTransfer } = event;
				const [channelId, groupId] = [channelDrag, groupDrag].map((type) => Number(dataTransfer.getData(type)));
				if (!channelId && !groupId) return;
				event.preventDefault();
				if (groupId) onDropGroup(groupId);
				else if (channelId) onDropChannel(channelId);
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
				className="grid size-7 shrink-0 cursor-grab place-items-center rounded-sm text-text-faint hover:text-text max-md:hidden"
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
