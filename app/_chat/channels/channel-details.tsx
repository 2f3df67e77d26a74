"use client";

import { BellOff, Link2, MessagesSquare, Pencil, Pin } from "lucide-react";
import { type ReactNode, useState } from "react";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { may } from "@/app/_client/servers/permissions";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Dialog } from "@/app/_ui/dialog";
import { useToast } from "@/app/_ui/toast";
import { isolated } from "@/lib/markdown";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { NotificationSettingsDialog } from "../notifications/notification-settings-dialog.lazy";
import { openPanel } from "../panels/use-panel";
import { ChannelRetention } from "../retention/channel-retention";
import { ChannelFormDialog } from "./channel-form-dialog.lazy";

type Props = { channel: MemberChannel; onClose: () => void };

/** A channel's topic and contents, which do not fit in the header on a phone. */
export function ChannelDetails({ channel, onClose }: Props) {
	const t = useTranslations("conversation");
	const unread = useTranslations("unread");
	const tServer = useTranslations("server");
	const toast = useToast();
	const server = useMemberServer(channel.serverId);
	const [dialog, setDialog] = useState<"level" | "edit" | null>(null);
	const show = (kind: "threads" | "pins") => () => {
		onClose();
		openPanel({ kind });
	};
	const copyLink = async () => {
		const done = await copyToClipboard(`${location.origin}/servers/${channel.serverId}/channels/${channel.id}`);
		toast(done ? { text: t("linkCopied") } : { tone: "error", text: t("copyFailed") });
		onClose();
	};
	if (dialog === "edit")
		return <ChannelFormDialog open serverId={channel.serverId} channel={channel} onOpenChange={onClose} />;
	if (dialog === "level" && server)
		return <NotificationSettingsDialog server={server} channel={channel} onClose={onClose} />;
	return (
		<Dialog
			open
			onOpenChange={onClose}
			title={`${channel.private ? "" : "#"}${isolated(channel.name)}`}
			text={server?.name}
		>
			<h3 className="text-xs font-semibold text-text-faint">{tServer("channelForm.topic")}</h3>
			<p dir="auto" className="mt-1 max-h-60 overflow-y-auto whitespace-pre-line wrap-anywhere">
				{channel.topic || <span className="text-text-muted">{tServer("noTopic")}</span>}
			</p>
			<div className="mt-2">
				<ChannelRetention channelId={channel.id} />
			</div>
			<div className="-mx-2 mt-4 border-t pt-2">
				<Row icon={<MessagesSquare size="1.125rem" />} onPress={show("threads")}>
					{t("panels.threads")}
				</Row>
				<Row icon={<Pin size="1.125rem" />} onPress={show("pins")}>
					{t("panels.pins")}
				</Row>
				{server && (
					<Row icon={<BellOff size="1.125rem" />} onPress={() => setDialog("level")}>
						{unread("notificationsAndMute")}
					</Row>
				)}
				<Row icon={<Link2 size="1.125rem" />} onPress={() => void copyLink()}>
					{t("copyLink")}
				</Row>
				{may(channel, "manage_channels") && (
					<Row icon={<Pencil size="1.125rem" />} onPress={() => setDialog("edit")}>
						{tServer("channelEdit")}
					</Row>
				)}
			</div>
		</Dialog>
	);
}

function Row({ icon, onPress, children }: { icon: ReactNode; onPress: () => void; children: ReactNode }) {
	return (
		<button
			type="button"
			onClick={onPress}
			className="flex h-10 w-full items-center gap-3 rounded-md px-2 [text-align:start] hover:bg-surface-hover max-md:h-12 max-md:text-base"
		>
			<span aria-hidden="true" className="grid size-6 place-items-center text-text-muted">
				{icon}
			</span>
			{children}
		</button>
	);
}
