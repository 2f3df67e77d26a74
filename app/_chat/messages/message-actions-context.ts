import { createContext, useContext } from "react";
import type { Outgoing } from "@/app/_client/messages/outbox";
import type { Message } from "@/lib/realtime/protocol";

/** Dialogs about one message: its edit history, or the users behind its reactions or votes. `select` begins a selection. */
export type MessageDialogKind = "versions" | "reactions" | "votes" | "select";

/** The actions on a message. Always the same object, so that unchanged rows are not rendered again. */
export type MessageActions = {
	reply(message: Message): void;
	/** Opens a message's thread to reply; null inside a thread. */
	thread: ((message: Message) => void) | null;
	edit(message: Message | null): void;
	save(message: Message, content: string): Promise<void>;
	askDelete(message: Message): void;
	react(message: Message, emoji: string): void;
	copyText(message: Message): void;
	copyLink(message: Message): void;
	copyThreadLink(root: Message): void;
	markUnread(message: Message): void;
	togglePin(message: Message): void;
	toggleSaved(message: Message): void;
	/** Resolves when the vote is stored; shows an error and rejects otherwise. */
	vote(message: Message, options: number[]): Promise<void>;
	endPoll(message: Message): void;
	show(what: MessageDialogKind, message: Message, first?: string): void;
	jump(seq: number): void;
	retry(nonce: string): void;
	discard(nonce: string): void;
	/** Takes a refused message back into the composer. Unless it is asked for, only if that is empty. */
	takeBack(item: Outgoing, isAsked: boolean): void;
};

export const MessageActionsContext = createContext<MessageActions | null>(null);

export function useMessageActions(): MessageActions {
	const actions = useContext(MessageActionsContext);
	if (!actions) throw new Error("Messages are shown inside a conversation.");
	return actions;
}
