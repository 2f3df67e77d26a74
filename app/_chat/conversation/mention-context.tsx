"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Author, MemberChannel, MemberServer } from "@/lib/realtime/protocol";

/** The maximum of users that any member may mention at once; only the owner may mention more. Same as on the server. */
const everyoneLimit = 100;

/** The context of mentions: the channels that exist, and who may mention everyone. */
export type MentionContext = {
	serverId: number | null;
	channelNamed: (name: string) => { id: number; name: string } | undefined;
	/** Whether `@everyone` by this author mentions anybody; null is the viewer. */
	mayCall: (authorId: number | null) => boolean;
	/** The approximate number of mentioned users. */
	crowd: number;
};

const nowhere: MentionContext = { serverId: null, channelNamed: () => undefined, mayCall: () => false, crowd: 0 };
const Context = createContext(nowhere);

export const useMentionContext = () => useContext(Context);

type Props = {
	server: MemberServer | undefined;
	channel: Pick<MemberChannel, "private">;
	viewer: Author;
	children: ReactNode;
};

/** Keeps its identity while names and numbers are unchanged: every message depends on it. */
export function MentionContextProvider({ server, channel, viewer, children }: Props) {
	const { id, ownerId, memberCount = 0, channels = [] } = server ?? {};
	const names = JSON.stringify(channels.map((one) => [one.id, one.name]));
	const crowd = channel.private ? 2 : memberCount;
	// A join changes the number; messages depend only on whether it is above the limit.
	const isLarge = crowd > everyoneLimit;
	const value = useMemo((): MentionContext => {
		const byName = new Map((JSON.parse(names) as [number, string][]).map(([key, name]) => [name, { id: key, name }]));
		return {
			serverId: id ?? null,
			channelNamed: (name) => byName.get(name.toLowerCase()),
			mayCall: (authorId) => !isLarge || (authorId ?? viewer.id) === ownerId,
			crowd,
		};
	}, [id, ownerId, names, isLarge, crowd, viewer.id]);
	return <Context value={value}>{children}</Context>;
}
