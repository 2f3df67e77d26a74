import { isCrowd } from "@/lib/markdown";
import type { Author, Message } from "@/lib/realtime/protocol";

/** Whether another user’s message mentions the viewer, by name, with a role or with everyone. A blocked user's message does not. */
export const mentionsMe = (
	{ author, mentions }: Pick<Message, "author" | "mentions">,
	viewer: Pick<Author, "id" | "username">,
	blocked?: ReadonlySet<number>,
	ownHandles?: ReadonlySet<string>,
): boolean =>
	author.id !== viewer.id &&
	!blocked?.has(author.id) &&
	(mentions?.some((name) => name === viewer.username || isCrowd(name) || ownHandles?.has(name)) ?? false);
