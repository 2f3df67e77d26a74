import { and, eq, ne, sql } from "drizzle-orm";
import { memberships, servers, users } from "@/db/schema";
import { invalid } from "../errors";
import { appState } from "../process/app-state";
import type { Tx } from "../transaction";
import { confusableKey } from "./single-line";

/** Stands with the messages that a deleted account has left. Clients show it in the language of their user. */
export const deletedName = "Deleted account";

/** Names that would impersonate the instance or everybody, or that mean the user themselves. */
const reserved = new Set(
	"admin administrator root superuser system moderator mod support hearth everyone everybody all here me"
		.split(" ")
		.concat(deletedName)
		.map(confusableKey),
);

/** Whether a name looks like one that nobody may have, or that the settings of the instance reserve. */
export function isReserved(name: string): boolean {
	const likeness = confusableKey(name);
	return reserved.has(likeness) || appState().instanceSettings.reservedNames.has(likeness);
}

type Owner = { displayName: string; username: string; nickname: string | null };

/** Whether a name looks like one of the owner's names. */
export const looksLikeOwner = (name: string, { displayName, username, nickname }: Owner): boolean => {
	const likeness = confusableKey(name);
	// A name of nothing but emoji has no skeleton.
	return likeness !== "" && [displayName, username, nickname ?? ""].map(confusableKey).includes(likeness);
};

/** Over `servers`: the nickname of the owner. */
export const ownersNickname = sql<string | null>`(select n.nickname from ${memberships} n
	where n.server_id = ${servers.id} and n.user_id = ${servers.ownerId})`;

const speaksForEverybody = "Looks like a name that speaks for everybody.";
const looksLikeOwnerOf = (server: string) => `Looks like the name of the owner of ${server}.`;

/**
 * Throws for a display name that looks like a reserved one, or like the owner's of a server the user is in. An
 * unchanged name may be kept. The account is locked, so that the user joins no server meanwhile.
 */
export async function rejectConfusableName(tx: Tx, userId: number, displayName: string): Promise<void> {
	const [user] = await tx
		.select({ displayName: users.displayName })
		.from(users)
		.where(eq(users.id, userId))
		.for("no key update");
	if (user && confusableKey(user.displayName) === confusableKey(displayName)) return;
	if (isReserved(displayName)) throw invalid({ displayName: speaksForEverybody });
	const owners = await selectOwners(tx)
		.innerJoin(memberships, eq(memberships.serverId, servers.id))
		.where(and(eq(memberships.userId, userId), ne(servers.ownerId, userId)));
	const like = owners.find((owner) => looksLikeOwner(displayName, owner));
	if (like) throw invalid({ displayName: looksLikeOwnerOf(like.server) });
}

/** Throws for a nickname that looks like a reserved name, or like the owner's unless it is for the owner. */
export async function rejectConfusableNickname(
	tx: Tx,
	{ serverId, userId }: { serverId: number; userId: number },
	nickname: string,
): Promise<void> {
	if (isReserved(nickname)) throw invalid({ nickname: speaksForEverybody });
	const [owner] = await selectOwners(tx).where(and(eq(servers.id, serverId), ne(servers.ownerId, userId)));
	if (owner && looksLikeOwner(nickname, owner)) throw invalid({ nickname: looksLikeOwnerOf(owner.server) });
}

const selectOwners = (tx: Tx) =>
	tx
		.select({
			displayName: users.displayName,
			username: users.username,
			nickname: ownersNickname,
			server: servers.name,
		})
		.from(servers)
		.innerJoin(users, eq(users.id, servers.ownerId));
