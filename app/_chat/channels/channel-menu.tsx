"use client";

import { Ellipsis } from "lucide-react";
import { type Ref, useState } from "react";
import type { UnreadState } from "@/app/_client/unread/unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import { Menu } from "@/app/_ui/menu";
import type { MemberChannel, MemberServer } from "@/lib/realtime/protocol";
import { NotificationSettingsDialog } from "../notifications/notification-settings-dialog.lazy";
import { ChannelFormDialog } from "./channel-form-dialog.lazy";
import type { ChannelDialog } from "./channel-menu-items";

const ChannelMenuItems = lazy(() => import("./channel-menu-items").then((module) => module.ChannelMenuItems));
const ChannelAccessDialog = lazy(() => import("./channel-access-dialog").then((module) => module.ChannelAccessDialog));
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
	const [dialog, setDialog] = useState<ChannelDialog | null>(null);
	const close = () => setDialog(null);
	const [isOpen, setOpen] = useState(false);
	return (
		<>
			<Menu
				items={ChannelMenuItems}
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
				<ChannelMenuItems server={server} channel={channel} unread={unread} onDialog={setDialog} />
			</Menu>
			{dialog === "level" && <NotificationSettingsDialog server={server} channel={channel} onClose={close} />}
			{dialog === "edit" && <ChannelFormDialog open serverId={server.id} channel={channel} onOpenChange={close} />}
			{dialog === "access" && <ChannelAccessDialog channel={channel} onClose={close} />}
			{dialog === "create" && <ChannelFormDialog open serverId={server.id} onOpenChange={close} />}
			{dialog === "delete" && <DeleteChannelDialog channel={channel} open onOpenChange={close} />}
		</>
	);
}
