import { excerptOf, isolated } from "@/lib/markdown";
import type { Message } from "@/lib/realtime/protocol";

type Options = { length?: number; hidden?: string | undefined };

/**
 * What a message says where there is room for words alone: its own, without marks, or else those of what it carries. What
 * is hidden in it stays so: a bar, or for those who listen the word for it.
 */
export const previewText = (
	{ content, attachments, poll }: Pick<Message, "content" | "attachments" | "poll">,
	{ length = 4000, hidden }: Options = {},
): string =>
	excerptOf(content, length, hidden) ||
	poll?.question ||
	attachments.map(({ alt, name, spoiler }) => isolated(spoiler ? name : alt || name)).join(", ");
