import { and, eq, ne } from "drizzle-orm";
import { memberships, servers, users } from "@/db/schema";
import { invalid } from "../errors";
import type { Tx } from "../transaction";
import { confusableKey } from "./single-line";

/** Names that would impersonate the instance or everybody, or that mean the user themselves. */
const reserved = new Set(
	"admin administrator root superuser system moderator mod support hearth everyone everybody all here me"
		.split(" ")
		.map(confusableKey),
);

/** Whether a name looks like a reserved one. */
export const isReserved = (name: string): boolean => reserved.has(confusableKey(name));

type Owner = { displayName: string; username: string };

/** Whether a display name looks like one of the owner's names. */
export const looksLikeOwner = (name: string, owner: Owner): boolean => {
	const likeness = confusableKey(name);
	// A name of nothing but emoji has no skeleton.
	return likeness !== "" && [owner.displayName, owner.username].map(confusableKey).includes(likeness);
};

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
	if (isReserved(displayName)) throw invalid({ displayName: "Looks like a name that speaks for everybody." });
	const owners = await tx
		.select({ displayName: users.displayName, username: users.username, server: servers.name })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.innerJoin(users, eq(users.id, servers.ownerId))
		.where(and(eq(memberships.userId, userId), ne(servers.ownerId, userId)));
	const like = owners.find((owner) => looksLikeOwner(displayName, owner));
	if (like) throw invalid({ displayName: `Looks like the name of the owner of ${like.server}.` });
}
