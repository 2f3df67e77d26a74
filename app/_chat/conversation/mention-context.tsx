"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Author, MemberChannel, MemberServer } from "@/lib/realtime/protocol";

/** So many may be called at once by anybody; beyond, only by the owner. As the server has it. */
const everyoneLimit = 100;

/** What words mean where they stand: which channels there are to name, and who may call everybody. */
export type MentionContext = {
	serverId: number | null;
	channelNamed: (name: string) => { id: number; name: string } | undefined;
	/** Whether `@everyone` of this author calls anybody; null is the viewer. */
	mayCall: (authorId: number | null) => boolean;
	/** About how many they are. */
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

/** Stays the same object as long as names and numbers do: every message leans on it. */
export function MentionContextProvider({ server, channel, viewer, children }: Props) {
	const { id, ownerId, memberCount = 0, channels = [] } = server ?? {};
	const names = JSON.stringify(channels.map((one) => [one.id, one.name]));
	const crowd = channel.private ? 2 : memberCount;
	// A join moves the number; messages look at nothing of it but the side of the bound.
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
