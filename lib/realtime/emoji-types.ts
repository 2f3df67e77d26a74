import type { Author } from "./user-types";

/** An emoji of a server. */
export type Emoji = {
	id: number;
	name: string;
	animated: boolean;
	creator: Author;
	createdAt: string;
};
