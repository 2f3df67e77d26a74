/** The filters that are offered; there are more to be typed. */
export const filters = ["from", "in", "has", "before", "after", "mentions"] as const;
export type FilterName = (typeof filters)[number] | "during" | "is";

const values: Partial<Record<FilterName, readonly string[]>> = {
	has: ["link", "image", "video", "audio", "file", "poll"],
	is: ["pinned"],
	before: ["today", "yesterday"],
	after: ["yesterday"],
	during: ["today", "yesterday"],
};

/** The filter that is being typed at the end of a text, with what there is of its value. */
export type Typing = { name: FilterName; value: string };

export function typingIn(text: string): Typing | null {
	const found = /(?:^|\s)(from|in|has|before|after|during|mentions|is):(\S*)$/i.exec(text);
	return found ? { name: found[1]?.toLowerCase() as FilterName, value: (found[2] ?? "").toLowerCase() } : null;
}

/** What may stand after a filter's colon, out of what is known here; people are asked for. */
export function valuesFor({ name, value }: Typing, channels: readonly string[]): string[] {
	const all = name === "in" ? channels : (values[name] ?? []);
	const wanted = value.replace(/^#/, "");
	const fits = all.filter((one) => one.includes(wanted) && one !== wanted);
	return [...fits.filter((one) => one.startsWith(wanted)), ...fits.filter((one) => !one.startsWith(wanted))].slice(
		0,
		6,
	);
}

/** The text with that value in place of what was typed of it, ready for the next word. */
export const completed = (text: string, { name }: Typing, value: string): string =>
	`${text.replace(/\S*$/, "")}${name}:${value} `;

/** The text with that filter begun at its end. */
export const begun = (text: string, name: FilterName): string =>
	text === "" || text.endsWith(" ") ? `${text}${name}:` : `${text} ${name}:`;
