"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { ChannelFormDialog } from "@/app/_chat/channels/channel-form-dialog";
import { DeleteChannelDialog } from "@/app/_chat/channels/delete-channel-dialog";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { Channel, MemberChannel, Server } from "@/lib/realtime/protocol";
import { ChannelItem } from "./channel-item";
import { useChannelOrder } from "./use-channel-order";

type Listed = Channel | MemberChannel;
type Open = { dialog: "edit" | "delete"; channel: Listed } | { dialog: "create" } | null;

export function ChannelList({ server }: { server: Server }) {
	const t = useTranslations();
	const member = useMemberServer(server.id);
	const channels: Listed[] = member?.channels ?? server.channels ?? [];
	const [open, setOpen] = useState<Open>(null);
	const { shown, move, announcement } = useChannelOrder(channels);
	const close = (isOpen: boolean) => !isOpen && setOpen(null);
	return (
		<>
			<div className="mb-4 flex flex-wrap items-center gap-3">
				<p className="min-w-0 flex-1 basis-60 text-text-muted">{t("serverSettings.channelsText")}</p>
				<Button onClick={() => setOpen({ dialog: "create" })}>
					<Plus size="1rem" aria-hidden="true" />
					{t("server.createChannel")}
				</Button>
			</div>
			<ul className="divide-y rounded-lg border">
				{shown.map((channel, index) => (
					<ChannelItem
						key={channel.id}
						channel={channel}
						index={index}
						isLast={index === shown.length - 1}
						onMove={move}
						onEdit={() => setOpen({ dialog: "edit", channel })}
						onDelete={() => setOpen({ dialog: "delete", channel })}
					/>
				))}
			</ul>
			{channels.length === 0 && <p className="text-text-muted">{t("server.noChannelsMember")}</p>}
			<p role="status" className="sr-only">
				{announcement}
			</p>
			<ChannelFormDialog
				key={open?.dialog === "edit" ? open.channel.id : "create"}
				open={open?.dialog === "edit" || open?.dialog === "create"}
				onOpenChange={close}
				serverId={server.id}
				channel={open?.dialog === "edit" ? open.channel : undefined}
			/>
			{open?.dialog === "delete" && <DeleteChannelDialog channel={open.channel} open onOpenChange={close} />}
		</>
	);
}
