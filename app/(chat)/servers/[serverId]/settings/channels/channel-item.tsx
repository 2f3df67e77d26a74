"use client";

import { ArrowDown, ArrowUp, ArrowUpToLine, Ellipsis, GripVertical, Hash, Lock, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import type { Channel, MemberChannel } from "@/lib/realtime/protocol";

type Props = {
	channel: Channel | MemberChannel;
	index: number;
	isLast: boolean;
	onMove: (id: number, to: number) => void;
	onEdit: () => void;
	onDelete: () => void;
};

/** A private type, so that drags from elsewhere are not taken for a channel. */
const dragType = "application/x-hearth-channel";

/**
 * A channel in the list of its server's settings. It is moved by dragging, by Alt with the arrows, or from its menu.
 */
export function ChannelItem({ channel, index, isLast, onMove, onEdit, onDelete }: Props) {
	const t = useTranslations();
	const { id, name } = channel;
	const [isOver, setOver] = useState(false);
	const onKeyDown = (event: KeyboardEvent) => {
		const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
		if (step === 0 || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
		event.preventDefault();
		onMove(id, index + step);
	};
	const Icon = channel.private ? Lock : Hash;
	return (
		<li
			draggable
			onKeyDown={onKeyDown}
			onDragStart={({ dataTransfer }) => {
				dataTransfer.setData(dragType, String(id));
				dataTransfer.effectAllowed = "move";
			}}
			onDragOver={(event) => {
				if (!event.dataTransfer.types.includes(dragType)) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				setOver(false);
				if (!event.dataTransfer.types.includes(dragType)) return;
				event.preventDefault();
				onMove(Number(event.dataTransfer.getData(dragType)), index);
			}}
			className={classNames(
				"flex items-center gap-2.5 py-2 ps-1.5 pe-2 max-md:ps-3.5",
				isOver && "bg-selected shadow-[inset_0_0_0_2px_var(--focus)]",
			)}
		>
			{/* biome-ignore lint/a11y/useSemanticElements: Firefox cannot drag by a button. */}
			<span
				role="button"
				tabIndex={0}
				aria-label={t("serverSettings.moveHandle", { name })}
				title={t("serverSettings.moveHandle", { name })}
				aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
				className="grid size-7 shrink-0 cursor-grab place-items-center rounded-sm text-text-faint hover:text-text max-md:hidden"
			>
				<GripVertical size="1rem" aria-hidden="true" />
			</span>
			<Icon size="1rem" aria-hidden="true" className="shrink-0 text-text-faint" />
			<div className="min-w-0 flex-1">
				<p dir="auto" className="font-semibold wrap-anywhere">
					{name}
				</p>
				<p dir="auto" className="truncate text-meta text-text-muted">
					{channel.topic || t("serverSettings.noTopic")}
				</p>
			</div>
			<IconButton label={t("server.editChannel", { name })} className="max-md:hidden" onClick={onEdit}>
				<Pencil size="1rem" aria-hidden="true" />
			</IconButton>
			<Menu
				trigger={
					<IconButton label={t("unread.channelMenu", { name })}>
						<Ellipsis size="1rem" aria-hidden="true" />
					</IconButton>
				}
			>
				<MenuItem icon={<Pencil size="1rem" aria-hidden="true" />} onSelect={onEdit}>
					{t("server.channelEdit")}
				</MenuItem>
				<MenuSeparator />
				<MenuItem
					disabled={index === 0}
					hint="Alt ↑"
					icon={<ArrowUp size="1rem" aria-hidden="true" />}
					onSelect={() => onMove(id, index - 1)}
				>
					{t("serverSettings.moveUp")}
				</MenuItem>
				<MenuItem
					disabled={isLast}
					hint="Alt ↓"
					icon={<ArrowDown size="1rem" aria-hidden="true" />}
					onSelect={() => onMove(id, index + 1)}
				>
					{t("serverSettings.moveDown")}
				</MenuItem>
				<MenuItem
					disabled={index === 0}
					icon={<ArrowUpToLine size="1rem" aria-hidden="true" />}
					onSelect={() => onMove(id, 0)}
				>
					{t("serverSettings.moveToTop")}
				</MenuItem>
				<MenuSeparator />
				<MenuItem danger icon={<Trash2 size="1rem" aria-hidden="true" />} onSelect={onDelete}>
					{t("server.channelForm.delete")}
				</MenuItem>
			</Menu>
		</li>
	);
}
