"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { may } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { NamesOfServer } from "@/app/_client/users/use-known-user";
import type { MemberChannel, MemberServer, Role } from "@/lib/realtime/protocol";

/** The maximum of users that any member may mention at once; more is a permission. Same as on the server. */
const everyoneLimit = 100;

/** The context of messages: the channels that exist, who may mention everyone, and slow mode. */
export type MentionContext = {
	serverId: number | null;
	channelId: number;
	channelNamed: (name: string) => { id: number; name: string } | undefined;
	/** The handles of the server's roles, and those of the viewer's own. */
	roleHandles: ReadonlySet<string>;
	ownHandles: ReadonlySet<string>;
	/** Whether `@everyone` by the viewer mentions anybody. */
	mayCall: boolean;
	/** Whether the viewer may mention roles that are not mentionable. */
	mayCallRoles: boolean;
	/** The approximate number of mentioned users. */
	crowd: number;
	/** The time between two messages of a member here, in the channel and its threads together. */
	slowModeSeconds: number;
};

const nowhere: MentionContext = {
	serverId: null,
	channelId: 0,
	channelNamed: () => undefined,
	roleHandles: new Set(),
	ownHandles: new Set(),
	mayCall: false,
	mayCallRoles: false,
	crowd: 0,
	slowModeSeconds: 0,
};
const Context = createContext(nowhere);
const Roles = createContext<readonly Role[]>([]);

export const useMentionContext = () => useContext(Context);

/** The roles of the server of the conversation, highest first. Apart, because their member counts change often. */
export const useServerRoles = () => useContext(Roles);

type Props = {
	server: MemberServer | undefined;
	channel: MemberChannel;
	children: ReactNode;
};

/** Keeps its identity while names and numbers are unchanged: every message depends on it. */
export function MentionContextProvider({ server, channel, children }: Props) {
	const { id, memberCount = 0, channels = [], roleIds = [] } = server ?? {};
	const { roles } = useRoles(id ?? null);
	const slowModeSeconds = Math.max(channel.slowModeSeconds, server?.raidMode?.slowModeSeconds ?? 0);
	const handles = JSON.stringify(
		roles.flatMap((role) => (role.everyone ? [] : [[role.handle, roleIds.includes(role.id)]])),
	);
	const names = JSON.stringify(channels.map((one) => [one.id, one.name]));
	const crowd = channel.private ? 2 : memberCount;
	// A join changes the number; messages depend only on whether it is above the limit.
	const mayCallRoles = may(channel, "mention_everyone");
	const mayCall = crowd <= everyoneLimit || mayCallRoles;
	const value = useMemo((): MentionContext => {
		const byName = new Map((JSON.parse(names) as [number, string][]).map(([key, name]) => [name, { id: key, name }]));
		const byHandle = new Map(JSON.parse(handles) as [string, boolean][]);
		return {
			serverId: id ?? null,
			channelId: channel.id,
			channelNamed: (name) => byName.get(name.toLowerCase()),
			roleHandles: new Set(byHandle.keys()),
			ownHandles: new Set([...byHandle].flatMap(([handle, isOwn]) => (isOwn ? [handle] : []))),
			mayCall,
			mayCallRoles,
			crowd,
			slowModeSeconds,
		};
	}, [id, channel.id, names, handles, mayCall, mayCallRoles, crowd, slowModeSeconds]);
	return (
		<Context value={value}>
			<Roles value={roles}>
				<NamesOfServer value={id ?? null}>{children}</NamesOfServer>
			</Roles>
		</Context>
	);
}
