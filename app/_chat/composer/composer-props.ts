import type { ReactNode, Ref } from "react";
import type { Attachment, Author, Message } from "@/lib/realtime/protocol";

export type ComposerHandle = { focus: () => void; type: (text: string) => void };

export type ComposerProps = {
	ref: Ref<ComposerHandle>;
	/** Null for a thread that its first message creates. Until then no draft and no typing is sent. */
	channelId: number | null;
	/** Creates the thread for an upload, which needs a channel, and keeps the text written so far. Only where `channelId` is null. */
	begin?: (content: string) => Promise<number>;
	/** The authors of the latest messages, newest first. */
	recentAuthors: () => readonly Author[];
	label: string;
	connected: boolean;
	/** The message that is answered. Without it the composer cannot reply. */
	reply?: { to: Message | null; set: (seq: number | null) => void } | undefined;
	onSend: (content: string, attachments: Attachment[]) => void;
	/** Opens the poll dialog. Missing where there is no channel yet. */
	onPoll?: () => void;
	keys: ComposerKeys;
	/** Options of the message, in the line under the composer. */
	children?: ReactNode;
};

/** Keys of the text field that act outside of it. */
export type ComposerKeys = { onEscape: () => void; onEditLast?: () => void; onFocusMessages?: () => void };
