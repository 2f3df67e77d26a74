import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { servers } from "@/db/schema";
import { type LoadedServer, loadServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";

/** Names in addresses that look like the instance's own. */
const reserved = new Set(
	"about admin api app explore hearth help inbox invite login register saved servers settings support".split(" "),
);

const shape = "Use 3 to 32 letters a to z, digits and single hyphens between them.";
const isSlug = (text: string) => text.length >= 3 && text.length <= 32 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

export const slug = z.string("Must be text.").refine(isSlug, shape);

export const slugTaken = () => new AppError("name_taken", "This address is taken. Choose another.");

/** Throws `name_taken` for a slug that no server may have. */
export function requireFreeSlug(wanted: string): void {
	if (reserved.has(wanted)) throw slugTaken();
}

/** Loads the server with this slug, in any case, for those who may see it. Throws `server_not_found`. */
export async function loadBySlug(viewer: Viewer | null, wanted: string): Promise<LoadedServer> {
	const name = wanted.toLowerCase();
	const [row] = isSlug(name) ? await db.select({ id: servers.id }).from(servers).where(eq(servers.slug, name)) : [];
	if (!row) throw serverNotFound();
	return loadServer(viewer, row.id);
}
