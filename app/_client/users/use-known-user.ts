"use client";

import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Member, Message, OwnUser, PublicUser, ServerToClient } from "@/lib/realtime/protocol";
import { noopSubscribe } from "../create-store";
import type { Connection } from "../realtime/connection";
import { KnownUsers } from "./known-users";

const People = createContext<KnownUsers | null>(null);
export const KnownUsersContext = People.Provider;

const NamesOf = createContext<number | null>(null);
/** The server in which users are shown inside: by their nicknames there. */
export const NamesOfServer = NamesOf.Provider;

export const useKnownUsers = () => useContext(People);

type Shown = { displayName: string; nickname?: string | undefined };
type Person = Shown & { id: number; avatarUrl: string | null };

const nothing = () => undefined;

/** The name that the protocol gives a deleted account. Nobody else may have it. */
const deletedName = "Deleted account";

/** A function that returns a display name in the language of the viewer, if it is that of a deleted account. */
function useTranslatedName(): (name: string) => string {
	const t = useTranslations("common");
	return useCallback((name) => (name === deletedName ? t("deletedAccount") : name), [t]);
}

/** A user with the latest name, nickname and avatar, whatever an older response contains. */
export function useKnownUser<One extends Person>(person: One): One {
	const people = useContext(People);
	const serverId = useContext(NamesOf);
	const subscribe = people?.subscribe ?? noopSubscribe;
	const known = useSyncExternalStore(subscribe, () => people?.of(person.id), nothing);
	const latest = useSyncExternalStore(
		subscribe,
		() => (serverId === null ? undefined : people?.nicknameOf(serverId, person.id)),
		nothing,
	);
	const nickname = latest === undefined ? person.nickname : (latest ?? undefined);
	const { avatarUrl, ...current } = known ?? person;
	const displayName = useTranslatedName()(current.displayName);
	if (displayName === person.displayName && avatarUrl === person.avatarUrl && nickname === person.nickname)
		return person;
	return { ...person, displayName, avatarUrl, nickname };
}

/** The nickname of a user in a server, as far as it is known. */
export function useNickname(serverId: number | null, userId: number): string | null {
	const people = useContext(People);
	const read = () => (serverId === null ? null : (people?.nicknameOf(serverId, userId) ?? null));
	return useSyncExternalStore(people?.subscribe ?? noopSubscribe, read, () => null);
}

/** The name under which a user is shown: their nickname, if there is one. */
export const nameOf = ({ nickname, displayName }: Shown): string => nickname ?? displayName;

type Named = Shown & { id: number };

/** The current name of a user as text, in the server that is shown or in another one; empty for nobody. */
export function useName(person: Named | null, serverId?: number): string {
	const current = useNameOf(serverId);
	const translated = useTranslatedName();
	return useSyncExternalStore(
		useContext(People)?.subscribe ?? noopSubscribe,
		() => (person ? current(person) : ""),
		() => (person ? nameOf({ ...person, displayName: translated(person.displayName) }) : ""),
	);
}

/** A function that returns the current name of a user. */
export function useNameOf(inServer?: number): (person: Named) => string {
	const people = useContext(People);
	const shown = useContext(NamesOf);
	const serverId = inServer ?? shown;
	const translated = useTranslatedName();
	return useCallback(
		(person) => {
			const latest = serverId === null ? undefined : people?.nicknameOf(serverId, person.id);
			const displayName = translated((people?.of(person.id) ?? person).displayName);
			return nameOf({ displayName, nickname: latest === undefined ? person.nickname : (latest ?? undefined) });
		},
		[people, serverId, translated],
	);
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
		const one = ({ user }: { user: OwnUser | PublicUser }) => people.learn([user]);
		const updated = ({ serverId, user, nickname }: Parameters<ServerToClient["member:updated"]>[0]) => {
			people.learn([user]);
			people.learnNickname(serverId, user.id, nickname);
		};
		// A nickname ends with the membership.
		const left = ({ serverId, userId }: Parameters<ServerToClient["member:left"]>[0]) =>
			people.learnNickname(serverId, userId, null);
		const learnAuthors = ({ messages }: { messages: Message[] }) => people.learn(messages.map(({ author }) => author));
		const known = {
			"member:updated": updated,
			"member:left": left,
			"member:joined": one,
			account: one,
			messages: learnAuthors,
		};
		for (const [name, listener] of Object.entries(known)) socket.on(name as "connect", listener as never);
		return () => {
			for (const [name, listener] of Object.entries(known)) socket.off(name as "connect", listener as never);
		};
	}, [connection, people]);
	return people;
}
