import { Hash, Lock, type LucideIcon, Megaphone } from "lucide-react";
import { may } from "@/app/_client/servers/permissions";
import type { MemberChannel } from "@/lib/realtime/protocol";

type Shown = Pick<MemberChannel, "private" | "permissions">;

/** Whether the viewer can only read a channel. */
export const isReadOnly = (channel: Shown): boolean => !may(channel, "send_messages");

/** A lock for a private channel, a megaphone for one that the viewer can only read. */
export const channelIcon = (channel: Shown): LucideIcon =>
	channel.private ? Lock : isReadOnly(channel) ? Megaphone : Hash;
