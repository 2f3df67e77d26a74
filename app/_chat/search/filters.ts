import type { Member } from "@/lib/realtime/protocol";

/** The suggested filters; others can be typed. */
export const filters = ["from", "in", "has", "before", "after", "mentions"] as const;
export type FilterName = (typeof filters)[number] | "during" | "is";

const values: Partial<Record<FilterName, readonly string[]>> = {
	has: ["link", "image", "video", "audio", "file", "poll"],
	is: ["pinned"],
	before: ["today", "yesterday"],
	after: ["yesterday"],
	during: ["today", "yesterday"],
};

/** The filter being typed at the end of a text, with its incomplete value. */
export type Typing = { name: FilterName; value: string };

export function typingIn(text: string): Typing | null {
	const found = /(?:^|\s)(from|in|has|before|after|during|mentions|is):(\S*)$/i.exec(text);
	return found ? { name: found[1]?.toLowerCase() as FilterName, value: (found[2] ?? "").toLowerCase() } : null;
}

/** The suggested values of a filter from local data; users are requested from the server. */
export function valuesFor({ name, value }: Typing, channels: readonly string[]): string[] {
	const all = name === "in" ? channels : (values[name] ?? []);
	const wanted = value.replace(/^#/, "");
	const fits = all.filter((one) => one.includes(wanted) && one !== wanted);
	return [...fits.filter((one) => one.startsWith(wanted)), ...fits.filter((one) => !one.startsWith(wanted))].slice(
		0,
		6,
	);
}

/** The text with that value in place of the typed prefix, ready for the next word. */
export const completed = (text: string, { name }: Typing, value: string): string =>
	`${text.replace(/\S*$/, "")}${name}:${value} `;

/** The text with that filter appended. */
export const begun = (text: string, name: FilterName): string =>
	text === "" || text.endsWith(" ") ? `${text}${name}:` : `${text} ${name}:`;

/** The usernames of the members that a typed value fits, by any of their names, without one that is complete. */
export const usernamesFor = (wanted: string, members: readonly Pick<Member, "user" | "nickname">[]): string[] =>
	members
		.filter(({ user, nickname }) =>
			[user.username, user.displayName, nickname].some((name) => name?.toLowerCase().includes(wanted)),
		)
		.flatMap(({ user }) => (user.username === wanted ? [] : user.username));
