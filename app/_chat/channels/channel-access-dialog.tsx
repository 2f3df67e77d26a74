"use client";

import { useState } from "react";
import { inGroup } from "@/app/_client/servers/permissions";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Dialog } from "@/app/_ui/dialog";
import type { ChannelGroup, MemberChannel } from "@/lib/realtime/protocol";
import { OverridesEditor } from "./overrides-editor";

type Props = { onClose: () => void } & (
	| { channel: MemberChannel; group?: undefined }
	| { channel?: undefined; group: ChannelGroup & { serverId: number } }
);

/** What roles and people may see and do in a channel, or in the channels that follow a group. */
export function ChannelAccessDialog({ channel, group, onClose }: Props) {
	const t = useTranslations("channelAccess");
	const [dirty, setDirty] = useState(false);
	const serverId = channel?.serverId ?? group?.serverId ?? 0;
	const server = useMemberServer(serverId);
	if (!server) return null;
	const ownGroup = server.groups.find(({ id }) => id === channel?.groupId);
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			dirty={dirty}
			title={channel ? t("heading", { name: channel.name }) : t("headingGroup", { name: group?.name ?? "" })}
			width="max-w-190"
		>
			<OverridesEditor
				server={server}
				path={channel ? `/api/channels/${channel.id}/overrides` : `/api/groups/${group?.id}/overrides`}
				granted={(channel ?? inGroup(server, group?.id ?? 0)).permissions}
				group={ownGroup}
				onDirty={setDirty}
				onClose={onClose}
			/>
		</Dialog>
	);
}
