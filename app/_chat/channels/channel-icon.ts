import { Hash, Lock, type LucideIcon, Megaphone } from "lucide-react";
import { may } from "@/app/_client/servers/permissions";
import type { MemberChannel, OwnMembership } from "@/lib/realtime/protocol";

type Shown = Pick<MemberChannel, "private" | "permissions">;
type Inside = Pick<OwnMembership, "rulesAccepted" | "permissions"> | undefined;

/**
 * Whether this channel in particular is read-only for the viewer. Before they accept the rules, and while they are
 * timed out, they can only read in any channel, so none is marked.
 */
export const isReadOnly = (channel: Shown, server: Inside): boolean =>
	server?.rulesAccepted === true && !onlyReads(server) && !may(channel, "send_messages");

const onlyReads = ({ permissions }: Pick<OwnMembership, "permissions">): boolean =>
	permissions.every((permission) => permission === "view_channel" || permission === "read_history");

/** A lock for a private channel, a megaphone for one that the viewer can only read. */
export const channelIcon = (channel: Shown, server: Inside): LucideIcon =>
	channel.private ? Lock : isReadOnly(channel, server) ? Megaphone : Hash;
