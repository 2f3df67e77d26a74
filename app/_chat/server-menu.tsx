"use client";

import { CheckCheck, ChevronDown, Info, LogOut, Plus, Settings, UserPlus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useSWRConfig } from "swr";
import { useTranslations } from "use-intl/react";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { MemberChannel, Role, Server } from "@/lib/realtime/contract";
import { api } from "../_client/api";
import { isUnread } from "../_client/unread";
import { useErrorText } from "../_client/use-error-text";
import { mineKey } from "../_client/use-servers";
import { LeaveServerDialog } from "./leave-server-dialog";

type Props = { server: Server; channels: MemberChannel[]; role: Role | null; onCreateChannel: () => void };

/** Only what this person may do. */
export function ServerMenu({ server, channels, role, onCreateChannel }: Props) {
	const t = useTranslations("server");
	const [leaving, setLeaving] = useState(false);
	const markAllRead = useMarkAllRead(server, channels);
	const settings = `/servers/${server.id}/settings`;
	return (
		<>
			<Menu
				trigger={
					<IconButton small label={t("menu", { name: server.name })} className="hover:bg-canvas-hover">
						<ChevronDown size={16} aria-hidden="true" />
					</IconButton>
				}
			>
				{role === "owner" && (
					<>
						<MenuLink>
							<Link href={settings}>
								<Settings size={16} aria-hidden="true" className="ms-1" />
								{t("settings")}
							</Link>
						</MenuLink>
						<MenuLink>
							<Link href={`${settings}/people`}>
								<UserPlus size={16} aria-hidden="true" className="ms-1" />
								{t("addPeople")}
							</Link>
						</MenuLink>
						<MenuItem icon={<Plus size={16} aria-hidden="true" />} onSelect={onCreateChannel}>
							{t("createChannel")}
						</MenuItem>
						<MenuSeparator />
					</>
				)}
				<MenuLink>
					<Link href={`/servers/${server.id}`}>
						<Info size={16} aria-hidden="true" className="ms-1" />
						{t("frontPage")}
					</Link>
				</MenuLink>
				{channels.some(isUnread) && (
					<MenuItem icon={<CheckCheck size={16} aria-hidden="true" />} onSelect={markAllRead}>
						{t("markAllRead")}
					</MenuItem>
				)}
				{role === "member" && (
					<>
						<MenuSeparator />
						<MenuItem danger icon={<LogOut size={16} aria-hidden="true" />} onSelect={() => setLeaving(true)}>
							{t("leave", { name: server.name })}
						</MenuItem>
					</>
				)}
			</Menu>
			<LeaveServerDialog server={server} open={leaving} onOpenChange={setLeaving} />
		</>
	);
}

function useMarkAllRead(server: Server, channels: MemberChannel[]) {
	const t = useTranslations("server");
	const toast = useToast();
	const errorText = useErrorText();
	const { mutate } = useSWRConfig();
	return async () => {
		try {
			const unread = channels.filter(isUnread);
			await Promise.all(unread.map(({ id, lastSeq }) => api.put(`/api/channels/${id}/read`, { seq: lastSeq })));
			toast({ text: t("markedRead", { name: server.name }) });
		} catch (error) {
			toast({ text: errorText(error), tone: "error" });
		}
		await mutate(mineKey);
	};
}
