"use client";

import {
	Archive,
	ArchiveRestore,
	AtSign,
	Bell,
	BellOff,
	CheckCheck,
	CornerDownRight,
	Eye,
	Link2,
	Pencil,
	Plus,
	Trash2,
} from "lucide-react";
import { api } from "@/app/_client/api";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { may } from "@/app/_client/servers/permissions";
import { isMutedAt, isUnread, type UnreadState } from "@/app/_client/unread/unread";
import { useJumpToUnread } from "@/app/_client/unread/use-jump-to-unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { MemberChannel, MemberServer } from "@/lib/realtime/protocol";

export type ChannelDialog = "level" | "edit" | "access" | "create" | "delete";

type Props = {
	server: MemberServer;
	channel: MemberChannel;
	unread: UnreadState;
	onDialog: (dialog: ChannelDialog) => void;
};

/** The items of a channel's menu: its read marker, its notifications and, for the owner, its settings. */
export function ChannelMenuItems({ server, channel, unread, onDialog }: Props) {
	const t = useTranslations("unread");
	const jump = useJumpToUnread();
	const toast = useToast();
	const errorText = useErrorMessage();
	const tServer = useTranslations("server");
	const conversation = useTranslations("conversation");
	const access = useTranslations("channelAccess");
	const canManage = may(channel, "manage_channels");
	const canCreate = may(server, "manage_channels");
	const archive = async (archived: boolean) => {
		try {
			await api.patch(`/api/channels/${channel.id}`, { archived });
			const text = access(archived ? "archived" : "restored", { name: channel.name });
			toast({ text, action: { label: access("undo"), run: () => void archive(!archived) } });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	};
	const copyLink = async () => {
		const done = await copyToClipboard(`${location.origin}/servers/${server.id}/channels/${channel.id}`);
		toast(done ? { text: conversation("linkCopied") } : { tone: "error", text: conversation("copyFailed") });
	};
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
			<MenuItem icon={<BellOff size="1rem" aria-hidden="true" />} onSelect={() => onDialog("level")}>
				{t("notificationsAndMute")}
			</MenuItem>
			{(canManage || canCreate) && <MenuSeparator />}
			{canManage && (
				<MenuItem icon={<Pencil size="1rem" aria-hidden="true" />} onSelect={() => onDialog("edit")}>
					{tServer("channelEdit")}
				</MenuItem>
			)}
			{canManage && may(channel, "manage_roles") && (
				<MenuItem icon={<Eye size="1rem" aria-hidden="true" />} onSelect={() => onDialog("access")}>
					{access("title")}
				</MenuItem>
			)}
			{canCreate && (
				<MenuItem icon={<Plus size="1rem" aria-hidden="true" />} onSelect={() => onDialog("create")}>
					{tServer("createChannel")}
				</MenuItem>
			)}
			{canManage && (
				<>
					<MenuItem
						icon={
							channel.archivedAt ? (
								<ArchiveRestore size="1rem" aria-hidden="true" />
							) : (
								<Archive size="1rem" aria-hidden="true" />
							)
						}
						onSelect={() => void archive(channel.archivedAt === null)}
					>
						{access(channel.archivedAt ? "restore" : "archive")}
					</MenuItem>
					<MenuItem danger icon={<Trash2 size="1rem" aria-hidden="true" />} onSelect={() => onDialog("delete")}>
						{tServer("channelForm.delete")}
					</MenuItem>
				</>
			)}
		</>
	);
}
