"use client";

import {
	AtSign,
	Bell,
	BellOff,
	CheckCheck,
	CornerDownRight,
	Ellipsis,
	Link2,
	Pencil,
	Plus,
	Trash2,
} from "lucide-react";
import { type Ref, useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { isMutedAt, isUnread, type UnreadState } from "@/app/_client/unread/unread";
import { useJumpToUnread } from "@/app/_client/unread/use-jump-to-unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { MemberChannel, MemberServer } from "@/lib/realtime/protocol";
import { NotificationSettingsDialog } from "../notifications/notification-settings-dialog.lazy";
import { ChannelFormDialog } from "./channel-form-dialog.lazy";

const DeleteChannelDialog = lazy(() => import("./delete-channel-dialog").then((module) => module.DeleteChannelDialog));

type Props = {
	ref: Ref<HTMLButtonElement>;
	server: MemberServer;
	channel: MemberChannel;
	unread: UnreadState;
	className: string;
};

/** Marks a channel as read and changes its notification settings. */
export function ChannelMenu({ ref, server, channel, unread, className }: Props) {
	const t = useTranslations("unread");
	const jump = useJumpToUnread();
	const toast = useToast();
	const errorText = useErrorMessage();
	const tServer = useTranslations("server");
	const conversation = useTranslations("conversation");
	const canManage = useViewer()?.id === server.ownerId;
	const [dialog, setDialog] = useState<"level" | "edit" | "create" | "delete" | null>(null);
	const close = () => setDialog(null);
	const copyLink = async () => {
		const done = await copyToClipboard(`${location.origin}/servers/${server.id}/channels/${channel.id}`);
		toast(done ? { text: conversation("linkCopied") } : { tone: "error", text: conversation("copyFailed") });
	};
	const [isOpen, setOpen] = useState(false);
	const put = (path: string, body: object) =>
		api
			.put(`/api/channels/${channel.id}/${path}`, body)
			.catch((error) => toast({ text: errorText(error), tone: "error" }));
	const threads = server.threads.filter((thread) => thread.parentId === channel.id && isUnread(thread));
	const markRead = () => {
		void put("read", { seq: channel.lastSeq });
		for (const { channelId, lastSeq } of threads)
			api.put(`/api/channels/${channelId}/read`, { seq: lastSeq }).catch(() => {});
	};
	const hasNew = isUnread(channel) || threads.length > 0;
	return (
		<>
			<Menu
				onOpenChange={setOpen}
				trigger={
					<button
						ref={ref}
						type="button"
						// The row itself opens it: with the menu key, a right click, or a long press.
						tabIndex={-1}
						aria-label={t("channelMenu", { name: channel.name })}
						className={classNames(
							"absolute inset-y-1 grid w-6 place-items-center rounded-sm bg-canvas-hover text-text-muted hover:text-text focus-visible:opacity-100 max-md:pointer-events-none max-md:inset-y-0 max-md:w-11",
							isOpen ? "opacity-100" : "opacity-0 md:group-hover/row:opacity-100",
							className,
						)}
					>
						<Ellipsis size="1rem" aria-hidden="true" />
					</button>
				}
			>
				{hasNew && (
					<MenuItem
						icon={<CornerDownRight size="1rem" aria-hidden="true" />}
						onSelect={() => void jump(channel, "unread")}
					>
						{t("toFirst")}
					</MenuItem>
				)}
				{unread.count > 0 && (
					<MenuItem icon={<AtSign size="1rem" aria-hidden="true" />} onSelect={() => void jump(channel, "mention")}>
						{t("toMention")}
					</MenuItem>
				)}
				<MenuItem disabled={!hasNew} icon={<CheckCheck size="1rem" aria-hidden="true" />} onSelect={markRead}>
					{t("markRead")}
				</MenuItem>
				<MenuItem icon={<Link2 size="1rem" aria-hidden="true" />} onSelect={() => void copyLink()}>
					{conversation("copyLink")}
				</MenuItem>
				<MenuSeparator />
				{isMutedAt(Date.now(), channel) && (
					<MenuItem
						icon={<Bell size="1rem" aria-hidden="true" />}
						onSelect={() => void put("level", { mutedUntil: null })}
					>
						{t("unmute")}
					</MenuItem>
				)}
				<MenuItem icon={<BellOff size="1rem" aria-hidden="true" />} onSelect={() => setDialog("level")}>
					{t("notificationsAndMute")}
				</MenuItem>
				{canManage && (
					<>
						<MenuSeparator />
						<MenuItem icon={<Pencil size="1rem" aria-hidden="true" />} onSelect={() => setDialog("edit")}>
							{tServer("channelEdit")}
						</MenuItem>
						<MenuItem icon={<Plus size="1rem" aria-hidden="true" />} onSelect={() => setDialog("create")}>
							{tServer("createChannel")}
						</MenuItem>
						<MenuItem danger icon={<Trash2 size="1rem" aria-hidden="true" />} onSelect={() => setDialog("delete")}>
							{tServer("channelForm.delete")}
						</MenuItem>
					</>
				)}
			</Menu>
			{dialog === "level" && <NotificationSettingsDialog server={server} channel={channel} onClose={close} />}
			{dialog === "edit" && <ChannelFormDialog open serverId={server.id} channel={channel} onOpenChange={close} />}
			{dialog === "create" && <ChannelFormDialog open serverId={server.id} onOpenChange={close} />}
			{dialog === "delete" && <DeleteChannelDialog channel={channel} open onOpenChange={close} />}
		</>
	);
}
