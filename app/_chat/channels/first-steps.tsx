"use client";

import { ImagePlus, Plus, UserPlus } from "lucide-react";
import { useState } from "react";
import { serverSettingsPath } from "@/app/_client/paths";
import { may } from "@/app/_client/servers/permissions";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button, buttonClass } from "@/app/_ui/button";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { InviteDialog } from "../invites/invite-dialog.lazy";
import { WhyExpired } from "../retention/why-expired";
import { Link } from "../shell/link";
import { ChannelFormDialog } from "./channel-form-dialog.lazy";

type Props = { channel: MemberChannel; onWrite: () => void };

/** Under the heading of a channel: why its earlier messages are gone, or what to do next in an empty one. */
export function FirstSteps({ expired, ...props }: Props & { expired: boolean }) {
	return expired ? <WhyExpired channelId={props.channel.id} /> : <NextSteps {...props} />;
}

/** For those who may: in a new server also a second channel and an icon. */
function NextSteps({ channel, onWrite }: Props) {
	const t = useTranslations("server");
	const write = useTranslations("conversation")("writeFirst");
	const [open, setOpen] = useState<"invite" | "channel" | null>(null);
	const close = () => setOpen(null);
	const server = useMemberServer(channel.serverId);
	if (!server) return null;
	const isNew = server.channels.length === 1;
	const invites = may(server, "create_invites") && !channel.private;
	const addsChannel = isNew && may(server, "manage_channels");
	const addsIcon = isNew && server.iconUrl === null && may(server, "manage_server");
	if (!invites && !addsChannel && !addsIcon) return null;
	return (
		<div className="mt-3 flex flex-wrap gap-2">
			{invites && (
				<Button variant="primary" size="small" onClick={() => setOpen("invite")}>
					<UserPlus size="1rem" aria-hidden="true" />
					{t("addPeople")}
				</Button>
			)}
			{addsChannel && (
				<Button size="small" onClick={() => setOpen("channel")}>
					<Plus size="1rem" aria-hidden="true" />
					{t("createChannel")}
				</Button>
			)}
			{addsIcon && (
				<Link href={serverSettingsPath(server.id)} className={buttonClass("secondary", "small")}>
					<ImagePlus size="1rem" aria-hidden="true" />
					{t("chooseIcon")}
				</Link>
			)}
			<Button size="small" onClick={onWrite}>
				{write}
			</Button>
			{open === "invite" && <InviteDialog server={server} onClose={close} />}
			{open === "channel" && <ChannelFormDialog open onOpenChange={close} serverId={server.id} />}
		</div>
	);
}
