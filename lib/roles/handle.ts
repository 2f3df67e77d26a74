import { and, eq, like, ne, or } from "drizzle-orm";
import { roles } from "@/db/schema";
import { normalized } from "../markdown/normalized";
import type { Tx } from "../transaction";

const maxLength = 32;

/** Words that mention others than the members of a role. */
const reserved = new Set(["everyone", "here"]);

/** The beginning of a handle for this name: what a mention may consist of, which is nothing for a name without Latin letters. */
export function handleFrom(name: string): string {
	const words = normalized(name, "NFKD")
		.replace(/\p{M}/gu, "")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "_")
		.slice(0, maxLength)
		.replace(/^_+|_+$/g, "");
	return words.length < 2 || reserved.has(words) ? ["role", words].filter(Boolean).join("_") : words;
}

/** A handle for a role of this name that no other role of the server has. The roles are locked. */
export async function freeHandle(tx: Tx, serverId: number, name: string, roleId = 0): Promise<string> {
	const base = handleFrom(name);
	// With the number it may have to be shorter, so it may be one of these.
	const stem = base.slice(0, maxLength - 4).replace(/_+$/, "");
	const rows = await tx
		.select({ handle: roles.handle })
		.from(roles)
		.where(
			and(
				eq(roles.serverId, serverId),
				ne(roles.id, roleId),
				or(eq(roles.handle, base), like(roles.handle, `${stem.replaceAll("_", "\\_")}\\_%`)),
			),
		);
	const taken = new Set(rows.map(({ handle }) => handle));
	if (!taken.has(base)) return base;
	for (let n = 2; ; n++) if (!taken.has(`${stem}_${n}`)) return `${stem}_${n}`;
}
