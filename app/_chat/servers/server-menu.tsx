"use client";

import { Bell, CheckCheck, ChevronDown, Info, LogOut, Plus, Settings, UserPlus } from "lucide-react";
import { useState } from "react";
import { serverPath, serverSettingsPath } from "@/app/_client/paths";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { isUnread } from "@/app/_client/unread/unread";
import { useMarkAllRead } from "@/app/_client/unread/use-mark-all-read";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "@/app/_ui/menu";
import type { MemberChannel, Role, Server } from "@/lib/realtime/protocol";
import { NotificationSettingsDialog } from "../notifications/notification-settings-dialog.lazy";
import { Link } from "../shell/link";
import { LeaveServerDialog } from "./leave-server-dialog.lazy";

type Props = { server: Server; channels: MemberChannel[]; role: Role | null; onCreateChannel: () => void };

/** Shows only permitted actions. */
export function ServerMenu({ server, channels, role, onCreateChannel }: Props) {
	const t = useTranslations("server");
	const levels = useTranslations("unread");
	const [leaving, setLeaving] = useState(false);
	const [telling, setTelling] = useState(false);
	const markAllRead = useMarkAllRead();
	const member = useMemberServer(server.id);
	return (
		<>
			<Menu
				trigger={
					<IconButton small label={t("menu", { name: server.name })} className="hover:bg-canvas-hover">
						<ChevronDown size="1rem" aria-hidden="true" />
					</IconButton>
				}
			>
				{role === "owner" && (
					<>
						<MenuLink>
							<Link href={serverSettingsPath(server.id)}>
								<Settings size="1rem" aria-hidden="true" className="ms-1" />
								{t("settings")}
							</Link>
						</MenuLink>
						<MenuLink>
							<Link href={serverSettingsPath(server.id, "/people")}>
								<UserPlus size="1rem" aria-hidden="true" className="ms-1" />
								{t("addPeople")}
							</Link>
						</MenuLink>
						<MenuItem icon={<Plus size="1rem" aria-hidden="true" />} onSelect={onCreateChannel}>
							{t("createChannel")}
						</MenuItem>
						<MenuSeparator />
					</>
				)}
				<MenuLink>
					<Link href={serverPath(server.id)}>
						<Info size="1rem" aria-hidden="true" className="ms-1" />
						{t("frontPage")}
					</Link>
				</MenuLink>
				{(channels.some(isUnread) || member?.threads.some(isUnread)) && (
					<MenuItem icon={<CheckCheck size="1rem" aria-hidden="true" />} onSelect={() => void markAllRead(server)}>
						{t("markAllRead")}
					</MenuItem>
				)}
				{member && (
					<MenuItem icon={<Bell size="1rem" aria-hidden="true" />} onSelect={() => setTelling(true)}>
						{levels("notifications")}
					</MenuItem>
				)}
				{role === "member" && (
					<>
						<MenuSeparator />
						<MenuItem danger icon={<LogOut size="1rem" aria-hidden="true" />} onSelect={() => setLeaving(true)}>
							{t("leave", { name: server.name })}
						</MenuItem>
					</>
				)}
			</Menu>
			{telling && member && <NotificationSettingsDialog server={member} onClose={() => setTelling(false)} />}
			{leaving && <LeaveServerDialog server={server} open onOpenChange={setLeaving} />}
		</>
	);
}
