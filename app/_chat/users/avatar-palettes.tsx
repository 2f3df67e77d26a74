"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { nameOf, useKnownUser } from "@/app/_client/users/use-known-user";
import { Avatar, type Status } from "@/app/_ui/avatar";
import { AvatarBook, type GeneratedAvatar, initialsOf, lettersOf } from "@/app/_ui/generated-avatar";

type Books = { people: AvatarBook; servers: AvatarBook };

const makeBooks = (): Books => ({ people: new AvatarBook(initialsOf), servers: new AvatarBook(lettersOf) });
const BooksContext = createContext<Books>(makeBooks());

/** The generated avatars in this tab. */
export function AvatarPalettes({ children }: { children: ReactNode }) {
	const [books] = useState(makeBooks);
	return <BooksContext value={books}>{children}</BooksContext>;
}

type Person = { id: number; displayName: string; nickname?: string | undefined; avatarUrl: string | null };

/** Users who are visible together: no two of them get the same avatar. */
export function useDistinctPeople(people: readonly Pick<Person, "id" | "displayName">[]): void {
	useContext(BooksContext).people.settle(people.map(({ id, displayName }) => ({ id, name: displayName })));
}

/** The authors of these messages are visible together. */
export function useDistinctAuthors(messages: readonly { author: Person }[]): void {
	useDistinctPeople(
		useMemo(() => [...new Map(messages.map(({ author }) => [author.id, author])).values()], [messages]),
	);
}

/** Servers that are visible together: no two of them get the same icon. */
export function useDistinctServers(servers: readonly { id: number; name: string }[]): void {
	useContext(BooksContext).servers.settle(servers);
}

export const useServerLook = (id: number): GeneratedAvatar => useContext(BooksContext).servers.of(id);

type FaceProps = {
	person: Person;
	/** Overrides the user's own name, like a nickname. */
	name?: string | null;
	size?: number;
	status?: Status;
	ring?: string;
	className?: string;
};

/** A user's current avatar. */
export function Face({ person, name, ...rest }: FaceProps) {
	const { id, avatarUrl, ...names } = useKnownUser(person);
	const { palette } = useContext(BooksContext).people.of(id);
	return <Avatar name={name ?? nameOf(names)} palette={palette} src={avatarUrl} {...rest} />;
}

/** A user's current name in the server that is shown, in the colour of a role, or else in their own. */
export function PersonName({ person, name, colour }: Pick<FaceProps, "person" | "name"> & { colour?: string | null }) {
	const { id, ...names } = useKnownUser(person);
	const { palette } = useContext(BooksContext).people.of(id);
	return <bdi style={{ color: `var(--role-${colour ?? palette.role})` }}>{name ?? nameOf(names)}</bdi>;
}
