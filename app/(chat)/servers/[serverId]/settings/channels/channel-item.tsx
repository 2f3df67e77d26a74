"use client";

import { ArrowDown, ArrowUp, Ellipsis, Eye, GripVertical, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { ChannelAccessDialog } from "@/app/_chat/channels/channel-access-dialog";
import { ChannelFormDialog } from "@/app/_chat/channels/channel-form-dialog";
import { channelIcon } from "@/app/_chat/channels/channel-icon";
import { DeleteChannelDialog } from "@/app/_chat/channels/delete-channel-dialog";
import { may } from "@/app/_client/servers/permissions";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { channelDrag, stepOf } from "./drag";

type Props = {
	channel: MemberChannel;
	canMoveUp: boolean;
	canMoveDown: boolean;
	onStep: (step: 1 | -1) => void;
	/** Another channel was dropped on it. */
	onDrop: (channelId: number) => void;
};

/**
 * A channel in the list of its server's settings. It is moved by dragging, by Alt with the arrows, or from its menu.
 */
export function ChannelItem({ channel, canMoveUp, canMoveDown, onStep, onDrop }: Props) {
	const t = useTranslations();
	const { id, name } = channel;
	const [isOver, setOver] = useState(false);
	const [dialog, setDialog] = useState<"edit" | "access" | "delete" | null>(null);
	const close = () => setDialog(null);
	// A member may see a channel that they may not manage.
	const canManage = may(channel, "manage_channels");
	const onKeyDown = (event: KeyboardEvent) => {
		const step = stepOf(event);
		if (!step || !canManage) return;
		event.preventDefault();
		onStep(step);
	};
	const Icon = channelIcon(channel, useMemberServer(channel.serverId));
	return (
		<li
			draggable={canManage}
			onKeyDown={onKeyDown}
			onDragStart={({ dataTransfer }) => {
				dataTransfer.setData(channelDrag, String(id));
				dataTransfer.effectAllowed = "move";
			}}
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
				"flex items-center gap-2.5 py-2 ps-1.5 pe-2 max-md:ps-3.5",
				isOver && "bg-selected shadow-[inset_0_0_0_2px_var(--focus)]",
			)}
		>
			{canManage && (
				// biome-ignore lint/a11y/useSemanticElements: Firefox cannot drag by a button.
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
			)}
			<Icon size="1rem" aria-hidden="true" className="shrink-0 text-text-faint" />
			<div className="min-w-0 flex-1">
				<p dir="auto" className="font-semibold wrap-anywhere">
					{name}
				</p>
				<p dir="auto" className="truncate text-meta text-text-muted">
					{channel.topic || t("serverSettings.noTopic")}
				</p>
			</div>
			{canManage && (
				<>
					<IconButton
						label={t("server.editChannel", { name })}
						className="max-md:hidden"
						onClick={() => setDialog("edit")}
					>
						<Pencil size="1rem" aria-hidden="true" />
					</IconButton>
					<Menu
						trigger={
							<IconButton label={t("unread.channelMenu", { name })}>
								<Ellipsis size="1rem" aria-hidden="true" />
							</IconButton>
						}
					>
						<MenuItem icon={<Pencil size="1rem" aria-hidden="true" />} onSelect={() => setDialog("edit")}>
							{t("server.channelEdit")}
						</MenuItem>
						{may(channel, "manage_roles") && (
							<MenuItem icon={<Eye size="1rem" aria-hidden="true" />} onSelect={() => setDialog("access")}>
								{t("channelAccess.title")}
							</MenuItem>
						)}
						<MenuSeparator />
						<MenuItem
							disabled={!canMoveUp}
							hint="Alt ↑"
							icon={<ArrowUp size="1rem" aria-hidden="true" />}
							onSelect={() => onStep(-1)}
						>
							{t("serverSettings.moveUp")}
						</MenuItem>
						<MenuItem
							disabled={!canMoveDown}
							hint="Alt ↓"
							icon={<ArrowDown size="1rem" aria-hidden="true" />}
							onSelect={() => onStep(1)}
						>
							{t("serverSettings.moveDown")}
						</MenuItem>
						<MenuSeparator />
						<MenuItem danger icon={<Trash2 size="1rem" aria-hidden="true" />} onSelect={() => setDialog("delete")}>
							{t("server.channelForm.delete")}
						</MenuItem>
					</Menu>
				</>
			)}
			<ChannelFormDialog open={dialog === "edit"} onOpenChange={close} serverId={channel.serverId} channel={channel} />
			{dialog === "access" && <ChannelAccessDialog channel={channel} onClose={close} />}
			{dialog === "delete" && <DeleteChannelDialog channel={channel} open onOpenChange={close} />}
		</li>
	);
}
