"use client";

import { Plus } from "lucide-react";
import { Fragment, useEffect, useMemo, useState } from "react";
import { useOpening } from "@/app/_client/navigation/navigation";
import { layoutOf } from "@/app/_client/servers/layout";
import { may } from "@/app/_client/servers/permissions";
import { useCurrentChannelId } from "@/app/_client/servers/use-current-channel-id";
import { useFoldedGroups } from "@/app/_client/servers/use-folded-groups";
import { useMembership } from "@/app/_client/servers/use-membership";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { rememberChannel } from "@/app/_client/servers/visited-channels";
import { channelUnreads, hasUnread, threadUnreads } from "@/app/_client/unread/unread";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { lazyOnceUsable } from "@/app/_ui/lazy";
import type { Channel, MemberChannel, MemberServer, Server } from "@/lib/realtime/protocol";
import { QuickSwitcherButton } from "../quick-switcher/quick-switcher-button";
import { ServerMenu } from "../servers/server-menu";
import { OffScreenUnread } from "../shell/off-screen-unread";
import { Sidebar, SidebarHeader, SidebarLabel } from "../shell/sidebar";
import { ThreadSidebarRow } from "../threads/thread-sidebar-row";
import { ChannelFormDialog } from "./channel-form-dialog.lazy";
import { ChannelSidebarRow } from "./channel-sidebar-row";
import { SidebarGroup } from "./sidebar-group";

const ModerationRows = lazyOnceUsable(() =>
	import("../moderation/moderation-rows").then((module) => module.ModerationRows),
);

/** A member's channel list of a server. `server` is the page's data; the cache takes over from there. */
export function ChannelSidebar({ server: loaded }: { server: Server | MemberServer }) {
	const t = useTranslations();
	const member = useMemberServer(loaded.id);
	const server = member ?? loaded;
	const channels = useMemo(
		() => member?.channels ?? (loaded.channels ?? []).filter(isCounted),
		[member?.channels, loaded.channels],
	);
	const { role } = useMembership(loaded.id);
	const [creating, setCreating] = useState(false);
	const currentId = useCurrentChannelId();
	const opening = useOpening();
	const openId = opening?.place?.channelId ?? currentId;
	const now = useMuteClock();
	const threads = useMemo(() => member && threadUnreads(member, now), [member, now]);
	const standings = useMemo(() => member && channelUnreads(member, now), [member, now]);
	const isThere = channels.some(({ id }) => id === openId);
	useEffect(() => {
		if (isThere && openId !== null) rememberChannel(loaded.id, openId);
	}, [loaded.id, openId, isThere]);
	const [folded, toggleFolded] = useFoldedGroups(loaded.id);
	const layout = useMemo(() => layoutOf({ groups: server.groups, channels }), [server.groups, channels]);
	/** In a folded group, the open channel and the unread ones. */
	const staysVisible = (id: number) => id === openId || hasUnread(standings?.get(id)) || threads?.has(id);
	const row = (id: number) => {
		const channel = channels.find((one) => one.id === id);
		return (
			channel && (
				<Fragment key={id}>
					<ChannelSidebarRow channel={channel} server={member} unread={standings?.get(id)} isOpen={id === openId} />
					{threads?.get(id)?.map((thread) => (
						<ThreadSidebarRow key={thread.channelId} serverId={loaded.id} thread={thread} unread={thread.unread} />
					))}
				</Fragment>
			)
		);
	};
	return (
		<Sidebar label={t("server.channelsOf", { name: server.name })}>
			<SidebarHeader title={server.name} text={t("common.members", { count: server.memberCount })}>
				<ServerMenu server={server} channels={channels} role={role} onCreateChannel={() => setCreating(true)} />
			</SidebarHeader>
			<OffScreenUnread>
				<QuickSwitcherButton />
				{member && <ModerationRows server={member} now={now} />}
				<SidebarLabel
					action={
						may(member, "manage_channels") && (
							<IconButton
								small
								label={t("server.createChannel")}
								onClick={() => setCreating(true)}
								className="size-6 hover:bg-canvas-hover"
							>
								<Plus size="0.875rem" aria-hidden="true" />
							</IconButton>
						)
					}
				>
					{t("server.channels")}
				</SidebarLabel>
				{layout.map(({ id, channelIds }) => {
					const group = server.groups?.find((one) => one.id === id);
					if (!group || !member) return channelIds.map(row);
					const isFolded = folded.has(group.id);
					const isEmpty = channelIds.length === 0 && !may(member, "manage_channels");
					return isEmpty ? null : (
						<SidebarGroup
							key={id}
							server={member}
							group={group}
							isFolded={isFolded}
							onToggle={() => toggleFolded(group.id)}
						>
							{(isFolded ? channelIds.filter(staysVisible) : channelIds).map(row)}
						</SidebarGroup>
					);
				})}
				{channels.length === 0 && <p className="px-2 py-1 text-meta text-text-faint">{t("server.noChannelsMember")}</p>}
			</OffScreenUnread>
			{creating && <ChannelFormDialog open onOpenChange={setCreating} serverId={server.id} />}
		</Sidebar>
	);
}

/** Only a member's channels have a head. */
const isCounted = (channel: Channel | MemberChannel): channel is MemberChannel => "lastSeq" in channel;
