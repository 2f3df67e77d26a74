"use client";

import {
	Bell,
	CheckCheck,
	FolderPlus,
	Info,
	LogOut,
	PencilLine,
	Plus,
	Settings,
	ShieldAlert,
	UserPlus,
} from "lucide-react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { serverPath, serverSettingsPath } from "@/app/_client/paths";
import { useSetRaidMode } from "@/app/_client/raid-mode/use-raid-mode";
import { may } from "@/app/_client/servers/permissions";
import { openSections } from "@/app/_client/servers/settings-sections";
import { isUnread, queuesOf } from "@/app/_client/unread/unread";
import { useMarkAllRead } from "@/app/_client/unread/use-mark-all-read";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuItem, MenuLink, MenuSeparator } from "@/app/_ui/menu";
import type { MemberChannel, MemberServer, MembershipRole, Server } from "@/lib/realtime/protocol";
import { useDialogs } from "../shell/dialog-context";
import { Link } from "../shell/link";
import { UnreadMark } from "../shell/sidebar";

type Props = {
	server: Server;
	channels: MemberChannel[];
	role: MembershipRole | null;
	/** The same server with read state; undefined for outsiders. */
	member: MemberServer | undefined;
	onCreateChannel: () => void;
	onCreateGroup: () => void;
	onInvite: () => void;
	onNotifications: () => void;
	onLeave: () => void;
};

/** Only permitted actions. */
export function ServerMenuItems(props: Props) {
	const { server, channels, role, member, onCreateChannel, onCreateGroup, onInvite, onNotifications, onLeave } = props;
	const [firstSection] = openSections(member ?? {});
	const t = useTranslations("server");
	const levels = useTranslations("unread");
	const raids = useTranslations("raidMode");
	const raidMode = useSetRaidMode(server.id);
	const markAllRead = useMarkAllRead();
	const viewer = useViewer();
	const { openNickname } = useDialogs();
	const { reports, requests } = queuesOf(member ?? {});
	const waiting = member?.level === "nothing" ? 0 : reports + requests;
	return (
		<>
			{may(member, "create_invites") && (
				<MenuItem icon={<UserPlus size="1rem" aria-hidden="true" />} onSelect={onInvite}>
					{t("addPeople")}
				</MenuItem>
			)}
			{firstSection !== undefined && (
				<MenuLink>
					<Link href={serverSettingsPath(server.id, firstSection)}>
						<Settings size="1rem" aria-hidden="true" className="ms-1" />
						<span className="flex-1">{t("settings")}</span>
						{waiting > 0 && (
							<>
								<span className="sr-only">{t("settingsWaiting", { count: waiting })}</span>
								<UnreadMark mentions={waiting} unread />
							</>
						)}
					</Link>
				</MenuLink>
			)}
			{may(member, "manage_channels") && (
				<>
					<MenuItem icon={<Plus size="1rem" aria-hidden="true" />} onSelect={onCreateChannel}>
						{t("createChannel")}
					</MenuItem>
					<MenuItem icon={<FolderPlus size="1rem" aria-hidden="true" />} onSelect={onCreateGroup}>
						{t("createGroup")}
					</MenuItem>
				</>
			)}
			{may(member, "kick_members") && (
				<MenuItem
					icon={<ShieldAlert size="1rem" aria-hidden="true" />}
					onSelect={() => void raidMode.set(!member?.raidMode)}
				>
					{raids(member?.raidMode ? "end" : "turnOn")}
				</MenuItem>
			)}
			{(may(member, "create_invites") || firstSection !== undefined) && <MenuSeparator />}
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
			{viewer && may(member, "change_nickname") && (
				<MenuItem
					icon={<PencilLine size="1rem" aria-hidden="true" />}
					onSelect={() => openNickname({ serverId: server.id, user: viewer })}
				>
					{t("editNickname")}
				</MenuItem>
			)}
			{member && (
				<MenuItem icon={<Bell size="1rem" aria-hidden="true" />} onSelect={onNotifications}>
					{levels("notifications")}
				</MenuItem>
			)}
			{role === "member" && (
				<>
					<MenuSeparator />
					<MenuItem danger icon={<LogOut size="1rem" aria-hidden="true" />} onSelect={onLeave}>
						{t("leave", { name: server.name })}
					</MenuItem>
				</>
			)}
		</>
	);
}
