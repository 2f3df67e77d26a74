"use client";

import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { Member, Message, ServerToClient } from "@/lib/realtime/protocol";
import { noopSubscribe } from "../create-store";
import type { Connection } from "../realtime/connection";
import { KnownUsers } from "./known-users";

const People = createContext<KnownUsers | null>(null);
export const KnownUsersContext = People.Provider;

const nobody = () => undefined;

/** Somebody with the name and face that were told last, whatever an older answer says of them. */
export function useKnownUser<Person extends { id: number; displayName: string; avatarUrl: string | null }>(
	person: Person,
): Person {
	const people = useContext(People);
	const known = useSyncExternalStore(people?.subscribe ?? noopSubscribe, () => people?.of(person.id), nobody);
	if (!known || (known.displayName === person.displayName && known.avatarUrl === person.avatarUrl)) return person;
	return { ...person, ...known };
}

/** Pages of members say how everybody is called now. */
export function useLearnMembers(members: readonly Member[]): void {
	const people = useContext(People);
	useEffect(() => people?.learn(members.map(({ user }) => user)), [people, members]);
}

/** What was just read of messages says the same of their authors. */
export const useLearnAuthors = () => {
	const people = useContext(People);
	return useCallback(
		<Answer extends { messages: readonly Message[] }>(answer: Answer): Answer => {
			people?.learn(answer.messages.map(({ author }) => author));
			return answer;
		},
		[people],
	);
};

/** For the frame: what the socket tells of people. */
export function useMakeKnownUsers(connection: Connection | null): KnownUsers {
	const [people] = useState(() => new KnownUsers());
	useEffect(() => {
		if (!connection) return;
		const { socket } = connection;
		const one = ({ user }: Parameters<ServerToClient["member:updated"]>[0]) => people.learn([user]);
		const spoken = ({ messages }: { messages: Message[] }) => people.learn(messages.map(({ author }) => author));
		const known = { "member:updated": one, "member:joined": one, account: one, messages: spoken };
		for (const [name, listener] of Object.entries(known)) socket.on(name as "connect", listener as never);
		return () => {
			for (const [name, listener] of Object.entries(known)) socket.off(name as "connect", listener as never);
		};
	}, [connection, people]);
	return people;
}
