"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { may } from "@/app/_client/servers/permissions";
import type { MemberChannel, MemberServer } from "@/lib/realtime/protocol";

/** The maximum of users that any member may mention at once; more is a permission. Same as on the server. */
const everyoneLimit = 100;

/** The context of mentions: the channels that exist, and who may mention everyone. */
export type MentionContext = {
	serverId: number | null;
	channelId: number;
	channelNamed: (name: string) => { id: number; name: string } | undefined;
	/** Whether `@everyone` by the viewer mentions anybody. */
	mayCall: boolean;
	/** The approximate number of mentioned users. */
	crowd: number;
};

const nowhere: MentionContext = {
	serverId: null,
	channelId: 0,
	channelNamed: () => undefined,
	mayCall: false,
	crowd: 0,
};
const Context = createContext(nowhere);

export const useMentionContext = () => useContext(Context);

type Props = {
	server: MemberServer | undefined;
	channel: MemberChannel;
	children: ReactNode;
};

/** Keeps its identity while names and numbers are unchanged: every message depends on it. */
export function MentionContextProvider({ server, channel, children }: Props) {
	const { id, memberCount = 0, channels = [] } = server ?? {};
	const names = JSON.stringify(channels.map((one) => [one.id, one.name]));
	const crowd = channel.private ? 2 : memberCount;
	// A join changes the number; messages depend only on whether it is above the limit.
	const mayCall = crowd <= everyoneLimit || may(channel, "mention_everyone");
	const value = useMemo((): MentionContext => {
		const byName = new Map((JSON.parse(names) as [number, string][]).map(([key, name]) => [name, { id: key, name }]));
		return {
			serverId: id ?? null,
			channelId: channel.id,
			channelNamed: (name) => byName.get(name.toLowerCase()),
			mayCall,
			crowd,
		};
	}, [id, channel.id, names, mayCall, crowd]);
	return <Context value={value}>{children}</Context>;
}
