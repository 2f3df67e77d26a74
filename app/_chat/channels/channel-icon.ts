import { Hash, Lock, type LucideIcon, Megaphone } from "lucide-react";
import { may } from "@/app/_client/servers/permissions";
import type { MemberChannel, OwnMembership } from "@/lib/realtime/protocol";

type Shown = Pick<MemberChannel, "private" | "permissions">;
type Inside = Pick<OwnMembership, "rulesAccepted"> | undefined;

/**
 * Whether the viewer can only read a channel. Before they accept the rules they can only read every channel, which says
 * nothing about one of them.
 */
export const isReadOnly = (channel: Shown, server: Inside): boolean =>
	server?.rulesAccepted === true && !may(channel, "send_messages");

/** A lock for a private channel, a megaphone for one that the viewer can only read. */
export const channelIcon = (channel: Shown, server: Inside): LucideIcon =>
	channel.private ? Lock : isReadOnly(channel, server) ? Megaphone : Hash;
