import { sql } from "drizzle-orm";
import { isoTime } from "@/db/iso-time";
import { categories, servers } from "@/db/schema";

/** The columns of a server and its category that do not depend on the viewer. */
export const serverColumns = {
	id: servers.id,
	name: servers.name,
	description: servers.description,
	category: { id: categories.id, slug: categories.slug, name: categories.name },
	visibility: servers.visibility,
	iconUrl: servers.iconUrl,
	bannerUrl: servers.bannerUrl,
	memberCount: servers.memberCount,
	ownerId: servers.ownerId,
	createdAt: isoTime(servers.createdAt),
};

/** Written out instead of given as a parameter, so that every plan can use the index of public servers. */
export const isPublic = sql`${servers.visibility} = 'public'`;
