import type { Message } from "@/lib/realtime/contract";

/** What a message says where there is room for words alone: its own, or else those of what it carries. */
export const wordsOf = ({ content, attachments, poll }: Pick<Message, "content" | "attachments" | "poll">): string =>
	content || poll?.question || attachments.map(({ alt, name, spoiler }) => (spoiler ? name : alt || name)).join(", ");
