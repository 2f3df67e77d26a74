"use client";

import { ArrowDown, ArrowUp, Hash, Lock, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useSWRConfig } from "swr";
import { useTranslations } from "use-intl/react";
import { ChannelDialog } from "@/app/_chat/channel-dialog";
import { DeleteChannelDialog } from "@/app/_chat/delete-channel-dialog";
import { api } from "@/app/_client/api";
import { useErrorText } from "@/app/_client/use-error-text";
import { mineKey, useMemberServer } from "@/app/_client/use-servers";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";
import type { Channel, MemberChannel, Server } from "@/lib/realtime/contract";

type Listed = Channel | MemberChannel;
type Open = { dialog: "edit" | "delete"; channel: Listed } | { dialog: "create" } | null;

export function ChannelList({ server }: { server: Server }) {
	const t = useTranslations();
	const member = useMemberServer(server.id);
	const channels: Listed[] = member?.channels ?? server.channels ?? [];
	const [open, setOpen] = useState<Open>(null);
	const { move, spoken } = useMove(channels);
	const close = (isOpen: boolean) => !isOpen && setOpen(null);
	return (
		<>
			<div className="mb-4 flex flex-wrap items-center gap-3">
				<p className="min-w-60 flex-1 text-text-muted">{t("serverSettings.channelsText")}</p>
				<Button onClick={() => setOpen({ dialog: "create" })}>
					<Plus size={16} aria-hidden="true" />
					{t("server.createChannel")}
				</Button>
			</div>
			<ul className="divide-y rounded-lg border">
				{channels.map((channel, index) => (
					<li key={channel.id} className="flex flex-wrap items-center gap-x-2.5 gap-y-1 py-2 ps-3.5 pe-2">
						{channel.private ? (
							<Lock size={16} aria-hidden="true" className="shrink-0 text-text-faint" />
						) : (
							<Hash size={16} aria-hidden="true" className="shrink-0 text-text-faint" />
						)}
						<div className="min-w-30 flex-1">
							<p dir="auto" className="font-semibold wrap-anywhere">
								{channel.name}
							</p>
							<p dir="auto" className="truncate text-meta text-text-muted">
								{channel.topic || t("serverSettings.noTopic")}
							</p>
						</div>
						<div className="flex max-sm:w-full max-sm:justify-end">
							<IconButton
								label={t("serverSettings.moveUp", { name: channel.name })}
								disabled={index === 0}
								onClick={() => move(index, -1)}
							>
								<ArrowUp size={16} aria-hidden="true" />
							</IconButton>
							<IconButton
								label={t("serverSettings.moveDown", { name: channel.name })}
								disabled={index === channels.length - 1}
								onClick={() => move(index, 1)}
							>
								<ArrowDown size={16} aria-hidden="true" />
							</IconButton>
							<IconButton
								label={t("server.editChannel", { name: channel.name })}
								onClick={() => setOpen({ dialog: "edit", channel })}
							>
								<Pencil size={16} aria-hidden="true" />
							</IconButton>
							<IconButton
								label={t("serverSettings.deleteChannel", { name: channel.name })}
								className="hover:text-danger-text"
								onClick={() => setOpen({ dialog: "delete", channel })}
							>
								<Trash2 size={16} aria-hidden="true" />
							</IconButton>
						</div>
					</li>
				))}
			</ul>
			{channels.length === 0 && <p className="text-text-muted">{t("server.noChannelsMember")}</p>}
			<p role="status" className="sr-only">
				{spoken}
			</p>
			<ChannelDialog
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

/** Moves a channel one place, by giving every channel whose place changes its number. */
function useMove(channels: Listed[]) {
	const t = useTranslations("serverSettings");
	const errorText = useErrorText();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const [spoken, setSpoken] = useState("");
	const move = async (from: number, by: number) => {
		const order = [...channels];
		const [moved] = order.splice(from, 1);
		if (!moved) return;
		order.splice(from + by, 0, moved);
		try {
			const displaced = order.flatMap((channel, position) =>
				channel.position === position ? [] : [api.patch(`/api/channels/${channel.id}`, { position })],
			);
			await Promise.all(displaced);
			setSpoken(t("moved", { name: moved.name, position: from + by + 1 }));
		} catch (error) {
			toast({ text: errorText(error), tone: "error" });
		}
		await mutate(mineKey);
	};
	return { move, spoken };
}
