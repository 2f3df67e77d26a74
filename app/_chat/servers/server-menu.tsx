"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { lazy } from "@/app/_ui/lazy";
import { Menu } from "@/app/_ui/menu";
import type { MemberChannel, MembershipRole, Server } from "@/lib/realtime/protocol";
import { GroupFormDialog } from "../channels/group-form-dialog.lazy";
import { InviteDialog } from "../invites/invite-dialog.lazy";
import { NotificationSettingsDialog } from "../notifications/notification-settings-dialog.lazy";
import { LeaveServerDialog } from "./leave-server-dialog.lazy";

const ServerMenuItems = lazy(() => import("./server-menu-items").then((module) => module.ServerMenuItems));

type Props = { server: Server; channels: MemberChannel[]; role: MembershipRole | null; onCreateChannel: () => void };

/** Shows only permitted actions. */
export function ServerMenu({ server, channels, role, onCreateChannel }: Props) {
	const t = useTranslations("server");
	const [leaving, setLeaving] = useState(false);
	const [grouping, setGrouping] = useState(false);
	const [telling, setTelling] = useState(false);
	const [inviting, setInviting] = useState(false);
	const member = useMemberServer(server.id);
	return (
		<>
			<Menu
				items={ServerMenuItems}
				trigger={
					<IconButton small label={t("menu", { name: server.name })} className="hover:bg-canvas-hover">
						<ChevronDown size="1rem" aria-hidden="true" />
					</IconButton>
				}
			>
				<ServerMenuItems
					server={server}
					channels={channels}
					role={role}
					member={member}
					onCreateChannel={onCreateChannel}
					onCreateGroup={() => setGrouping(true)}
					onInvite={() => setInviting(true)}
					onNotifications={() => setTelling(true)}
					onLeave={() => setLeaving(true)}
				/>
			</Menu>
			{inviting && member && <InviteDialog server={member} onClose={() => setInviting(false)} />}
			{grouping && <GroupFormDialog serverId={server.id} onClose={() => setGrouping(false)} />}
			{telling && member && <NotificationSettingsDialog server={member} onClose={() => setTelling(false)} />}
			{leaving && <LeaveServerDialog server={server} open onOpenChange={setLeaving} />}
		</>
	);
}
