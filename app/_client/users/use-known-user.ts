"use client";

import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { Member, Message, ServerToClient } from "@/lib/realtime/protocol";
import { noopSubscribe } from "../create-store";
import type { Connection } from "../realtime/connection";
import { KnownUsers } from "./known-users";

const People = createContext<KnownUsers | null>(null);
export const KnownUsersContext = People.Provider;

const nobody = () => undefined;

/** A user with the latest name and avatar, whatever an older response contains. */
export function useKnownUser<Person extends { id: number; displayName: string; avatarUrl: string | null }>(
	person: Person,
): Person {
	const people = useContext(People);
	const known = useSyncExternalStore(people?.subscribe ?? noopSubscribe, () => people?.of(person.id), nobody);
	if (!known || (known.displayName === person.displayName && known.avatarUrl === person.avatarUrl)) return person;
	return { ...person, ...known };
}

/** Learns current names from pages of members. */
export function useLearnMembers(members: readonly Member[]): void {
	const people = useContext(People);
	useEffect(() => people?.learn(members.map(({ user }) => user)), [people, members]);
}

/** Learns current names from newly loaded messages. */
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

/** For the app shell: learns names from the socket's events. */
export function useMakeKnownUsers(connection: Connection | null): KnownUsers {
	const [people] = useState(() => new KnownUsers());
	useEffect(() => {
		if (!connection) return;
		const { socket } = connection;
		const one = ({ user }: Parameters<ServerToClient["member:updated"]>[0]) => people.learn([user]);
		const learnAuthors = ({ messages }: { messages: Message[] }) => people.learn(messages.map(({ author }) => author));
		const known = { "member:updated": one, "member:joined": one, account: one, messages: learnAuthors };
		for (const [name, listener] of Object.entries(known)) socket.on(name as "connect", listener as never);
		return () => {
			for (const [name, listener] of Object.entries(known)) socket.off(name as "connect", listener as never);
		};
	}, [connection, people]);
	return people;
}
