"use client";

import { FolderPlus, Plus } from "lucide-react";
import { useState } from "react";
import { ChannelFormDialog } from "@/app/_chat/channels/channel-form-dialog";
import { GroupFormDialog } from "@/app/_chat/channels/group-form-dialog";
import { placeChannel, placeGroup, stepChannel } from "@/app/_client/servers/layout-moves";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { MemberServer, Server } from "@/lib/realtime/protocol";
import { ChannelItem } from "./channel-item";
import { GroupHeading } from "./group-heading";
import { useLayout } from "./use-layout";

/** The channels of a server in their groups, to be ordered. The viewer's servers are loaded with every page. */
export function ChannelList({ server }: { server: Server }) {
	const member = useMemberServer(server.id);
	return member ? <Channels server={member} /> : null;
}

function Channels({ server }: { server: MemberServer }) {
	const t = useTranslations();
	const [creating, setCreating] = useState<"channel" | "group" | null>(null);
	const { layout, change } = useLayout(server);
	const [announcement, setAnnouncement] = useState("");
	const groupName = (id: number | null) => server.groups.find((group) => group.id === id)?.name ?? t("groups.none");
	const changeChannel = (next: ReturnType<typeof placeChannel>, channelId: number) => {
		if (!change(next)) return;
		const group = next?.find(({ channelIds }) => channelIds.includes(channelId));
		const name = server.channels.find(({ id }) => id === channelId)?.name ?? "";
		if (group)
			setAnnouncement(
				t("groups.movedChannel", {
					name,
					position: group.channelIds.indexOf(channelId) + 1,
					group: groupName(group.id),
				}),
			);
	};
	const changeGroup = (groupId: number, index: number) => {
		const next = placeGroup(layout, groupId, index);
		if (!change(next) || !next) return;
		const position = next.findIndex(({ id }) => id === groupId);
		setAnnouncement(t("groups.movedGroup", { name: groupName(groupId), position }));
	};
	return (
		<>
			<div className="mb-4 flex flex-wrap items-center gap-3">
				<p className="min-w-0 flex-1 basis-60 text-text-muted">{t("serverSettings.channelsText")}</p>
				<Button onClick={() => setCreating("group")}>
					<FolderPlus size="1rem" aria-hidden="true" />
					{t("server.createGroup")}
				</Button>
				<Button onClick={() => setCreating("channel")}>
					<Plus size="1rem" aria-hidden="true" />
					{t("server.createChannel")}
				</Button>
			</div>
			<div className="grid grid-cols-1 gap-5">
				{layout.map(({ id, channelIds }, index) => {
					const group = server.groups.find((one) => one.id === id);
					if (!group && channelIds.length === 0) return null;
					return (
						<section key={id} aria-label={groupName(id)}>
							{group && (
								<GroupHeading
									server={server}
									group={group}
									place={{ isFirst: index <= 1, isLast: index === layout.length - 1 }}
									onStep={(step) => changeGroup(group.id, index + step)}
									onDropGroup={(groupId) => changeGroup(groupId, index)}
									onDropChannel={(channelId) => changeChannel(placeChannel(layout, channelId, group.id, 0), channelId)}
								/>
							)}
							{channelIds.length === 0 ? (
								<p className="rounded-lg border border-dashed px-3.5 py-2.5 text-meta text-text-faint">
									{t("groups.emptyGroup")}
								</p>
							) : (
								<ul className="divide-y rounded-lg border">
									{channelIds.map((channelId, at) => {
										const channel = server.channels.find((one) => one.id === channelId);
										return (
											channel && (
												<ChannelItem
													key={channelId}
													channel={channel}
													canMoveUp={index > 0 || at > 0}
													canMoveDown={index < layout.length - 1 || at < channelIds.length - 1}
													onStep={(step) => changeChannel(stepChannel(layout, channelId, step), channelId)}
													onDrop={(dropped) => changeChannel(placeChannel(layout, dropped, id, at), dropped)}
												/>
											)
										);
									})}
								</ul>
							)}
						</section>
					);
				})}
			</div>
			{server.channels.length === 0 && <p className="text-text-muted">{t("server.noChannelsMember")}</p>}
			<p role="status" className="sr-only">
				{announcement}
			</p>
			{creating === "channel" && <ChannelFormDialog open onOpenChange={() => setCreating(null)} serverId={server.id} />}
			{creating === "group" && <GroupFormDialog serverId={server.id} onClose={() => setCreating(null)} />}
		</>
	);
}
