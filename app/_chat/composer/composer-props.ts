import type { ReactNode, Ref } from "react";
import type { Attachment, Message } from "@/lib/realtime/protocol";

/** What writing needs: in a channel, in a thread, or in one that the first reply creates. */
export type WritePermission = "send_messages" | "send_in_threads" | "create_threads";

export type ComposerHandle = {
	focus: () => void;
	type: (text: string) => void;
	/**
	 * Takes back a message that was refused, with the reason. Unless it is asked for, only into an empty composer; returns
	 * whether it is there.
	 */
	takeBack: (refused: Refused, isAsked: boolean) => boolean;
};
type Refused = { content: string; attachments: readonly Attachment[]; replyTo: number | null; reason: string };

export type ComposerProps = {
	ref: Ref<ComposerHandle>;
	/** Null for a thread that its first message creates. Until then no draft and no typing is sent. */
	channelId: number | null;
	/** Creates the thread for an upload, which needs a channel, and keeps the text written so far. Only where `channelId` is null. */
	begin?: (content: string) => Promise<number>;
	/** The latest messages, whose authors are suggested first. */
	recentMessages: () => readonly Message[];
	label: string;
	connected: boolean;
	/** The message that is answered. Without it the composer cannot reply. */
	reply?: { to: Message | null; set: (seq: number | null) => void } | undefined;
	onSend: (content: string, attachments: Attachment[]) => void;
	/** The permission to write here, if the viewer lacks it: then the field is closed. What is in it stays. */
	missing?: WritePermission | null;
	/** Opens the poll dialog. Missing where there is no channel yet, and for users who may not create one. */
	onPoll?: () => void;
	keys: ComposerKeys;
	/** Options of the message, in the line under the composer. */
	children?: ReactNode;
};

/** Keys of the text field that act outside of it. */
export type ComposerKeys = { onEscape: () => void; onEditLast?: () => void; onFocusMessages?: () => void };
