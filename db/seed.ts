import { db } from ".";
import { categories, instance } from "./schema";

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
	await db.insert(categories).values(rows).onConflictDoNothing({ target: categories.slug });
	await db.insert(instance).values({ id: 1 }).onConflictDoNothing();
}
