import { sql } from "@/db";
import type { Category } from "../realtime/protocol";

/** All categories in their order, with the number of public servers in each. */
export async function all(): Promise<{ categories: Category[] }> {
	const categories = await sql<Category[]>`
		select c.id, c.slug, c.name, c.description, count(s.id)::int as "serverCount"
		from categories c left join servers s on s.category_id = c.id and s.visibility = 'public'
		group by c.id order by c.position, c.id`;
	return { categories: [...categories] };
}
