import { sql } from ".";

/** The categories of every instance. A slug never changes; names may be changed in the database. */
const CATEGORIES: [slug: string, name: string, description: string][] = [
	["making", "Making", "Things made by hand, by code and by stubbornness"],
	["technology", "Technology", "Software, hardware and the people who fix it"],
	["games", "Games", "On tables, screens and fields"],
	["outdoors", "Outdoors", "Trails, water, mountains, gardens"],
	["science", "Science", "How it works, and how we know"],
	["music", "Music", "Playing, listening, recording"],
	["food", "Food", "Cooking, baking, growing, eating"],
	["art-and-writing", "Art and writing", "Pictures, stories, poems, film"],
	["local", "Local", "Neighbourhoods, towns and their news"],
	["languages", "Languages", "Learning and speaking them"],
	["study", "Study", "Courses, groups and quiet company"],
	["other", "Other", "What fits nowhere else"],
];

/** Adds missing categories and the instance's row. Idempotent. */
export async function seed(): Promise<void> {
	const rows = CATEGORIES.map(([slug, name, description], position) => ({ slug, name, description, position }));
	await sql`insert into categories ${sql(rows)} on conflict (slug) do nothing`;
	await sql`insert into instance (id) values (1) on conflict do nothing`;
}
