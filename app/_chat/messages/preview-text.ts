import { excerptOf, isolated } from "@/lib/markdown";
import type { Message } from "@/lib/realtime/protocol";

type Options = { length?: number; hidden?: string | undefined };

/**
 * A message's text on one line without markup, otherwise a summary of its attachments. Spoilers stay hidden: as a bar,
 * or as a word for screen readers.
 */
export const previewText = (
	{ content, attachments, poll }: Pick<Message, "content" | "attachments" | "poll">,
	{ length = 4000, hidden }: Options = {},
): string =>
	excerptOf(content, length, hidden) ||
	poll?.question ||
	attachments.map(({ alt, name, spoiler }) => isolated(spoiler ? name : alt || name)).join(", ");
