"use client";

import { Ellipsis, Eye, Pencil, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { inGroup, may } from "@/app/_client/servers/permissions";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import type { ChannelGroup, MemberServer } from "@/lib/realtime/protocol";
import { ChannelAccessDialog } from "./channel-access-dialog";
import { ChannelFormDialog } from "./channel-form-dialog.lazy";
import { DeleteGroupDialog } from "./delete-group-dialog";
import { GroupFormDialog } from "./group-form-dialog";

type Props = {
	server: MemberServer;
	group: ChannelGroup;
	/** More items, before the last one. */
	children?: ReactNode;
	className?: string;
};

/** The menu of a group: only what the viewer may do to it, and what the place adds. */
export function GroupMenu({ server, group, children, className }: Props) {
	const t = useTranslations("groups");
	const tServer = useTranslations("server");
	const access = useTranslations("channelAccess");
	const [dialog, setDialog] = useState<"create" | "rename" | "access" | "delete" | null>(null);
	const close = () => setDialog(null);
	const here = inGroup(server, group.id);
	const canManage = may(here, "manage_channels");
	return (
		<>
			<Menu
				trigger={
					<IconButton small label={t("menu", { name: group.name })} className={classNames("size-6", className)}>
						<Ellipsis size="0.875rem" aria-hidden="true" />
					</IconButton>
				}
			>
				{canManage && (
					<>
						<MenuItem icon={<Plus size="1rem" aria-hidden="true" />} onSelect={() => setDialog("create")}>
							{tServer("createChannel")}
						</MenuItem>
						<MenuItem icon={<Pencil size="1rem" aria-hidden="true" />} onSelect={() => setDialog("rename")}>
							{t("rename")}
						</MenuItem>
					</>
				)}
				{canManage && may(here, "manage_roles") && (
					<MenuItem icon={<Eye size="1rem" aria-hidden="true" />} onSelect={() => setDialog("access")}>
						{access("title")}
					</MenuItem>
				)}
				{children}
				{canManage && (
					<>
						<MenuSeparator />
						<MenuItem danger icon={<Trash2 size="1rem" aria-hidden="true" />} onSelect={() => setDialog("delete")}>
							{t("delete")}
						</MenuItem>
					</>
				)}
			</Menu>
			{dialog === "create" && <ChannelFormDialog open serverId={server.id} groupId={group.id} onOpenChange={close} />}
			{dialog === "rename" && <GroupFormDialog serverId={server.id} group={group} onClose={close} />}
			{dialog === "access" && <ChannelAccessDialog group={{ ...group, serverId: server.id }} onClose={close} />}
			{dialog === "delete" && (
				<DeleteGroupDialog
					group={group}
					channelCount={server.channels.filter(({ groupId }) => groupId === group.id).length}
					onClose={close}
				/>
			)}
		</>
	);
}
