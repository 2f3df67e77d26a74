const sorts = ["popular", "newest", "name"] as const;
export type ExploreSort = (typeof sorts)[number];

const maxQueryLength = 100;

/** The search in an address of Explore: what is too long is cut off. */
export const queryIn = (text: string | null | undefined): string => (text ?? "").trim().slice(0, maxQueryLength);

/** The sort in an address of Explore. An unknown one is ignored. */
export const sortIn = (text: string | null | undefined): ExploreSort | null =>
	sorts.find((sort) => sort === text) ?? null;
