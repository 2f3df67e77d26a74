import { and, count, eq } from "drizzle-orm";
import { db } from "@/db";
import { servers, categories as table } from "@/db/schema";
import type { Category } from "../realtime/protocol";
import { isListed } from "./columns";

/** All categories in their order, with the number of public servers in each. */
export async function all(): Promise<{ categories: Category[] }> {
	const categories = await db
		.select({
			id: table.id,
			slug: table.slug,
			name: table.name,
			description: table.description,
			serverCount: count(servers.id),
		})
		.from(table)
		.leftJoin(servers, and(eq(servers.categoryId, table.id), isListed))
		.groupBy(table.id)
		.orderBy(table.position, table.id);
	return { categories };
}
