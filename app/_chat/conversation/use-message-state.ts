import { type RefObject, useState } from "react";
import { type ChannelLog, messageAt } from "@/app/_client/messages/channel-log";
import { useOutbox } from "@/app/_client/realtime/socket-provider";
import { uuid } from "@/app/_client/uuid";
import type { Attachment, Author, Message } from "@/lib/realtime/protocol";
import type { ComposerHandle } from "../composer/composer-props";
import type { OpenDialog } from "../messages/message-dialogs";
import type { ListHandle } from "../messages/message-list-props";

type ReplyProps = {
	channelId: number;
	log: ChannelLog;
	echo: boolean;
	composer: RefObject<ComposerHandle | null>;
};

/** The composer, the message it replies to, and sending. */
export function useReply({ channelId, log, echo, composer }: ReplyProps) {
	const outbox = useOutbox();
	/** The message as it was when the reply began. A draft knows only its number. */
	const [target, setTarget] = useState<{ seq: number; message: Message | null } | null>(null);
	const to = target && (messageAt(log, target.seq) ?? target.message);
	const set = (seq: number | null) =>
		setTarget((known) => (seq === null ? null : known?.seq === seq ? known : { seq, message: null }));
	const start = (message: Message) => setTarget({ seq: message.seq, message });
	const send = (content: string, attachments: Attachment[]) => {
		const more = { attachments, ...(echo && { echo }) };
		outbox?.add({ nonce: uuid(), channelId, content, replyTo: to?.seq ?? null, ...more });
	};
	return { composer, to, set, start, send };
}

type EditingProps = {
	log: ChannelLog;
	viewer: Author;
	list: RefObject<ListHandle | null>;
	composer: RefObject<ComposerHandle | null>;
};

/** The message that is being edited in its row. */
export function useEditing({ log, viewer, list, composer }: EditingProps) {
	const [seq, setSeq] = useState<number | null>(null);
	const edit = (message: Message | null) => {
		setSeq(message?.seq ?? null);
		if (!message) composer.current?.focus();
	};
	const editLast = () => {
		const last = log.messages.findLast(({ author, deletedAt }) => author.id === viewer.id && !deletedAt);
		if (!last) return;
		list.current?.focusSeq(last.seq);
		setSeq(last.seq);
	};
	return { seq, edit, editLast };
}

/** The open dialog about a message. */
export function useDialogState() {
	const [open, setOpen] = useState<OpenDialog | null>(null);
	const show = (what: OpenDialog["what"], message: Message, first?: string) => setOpen({ what, message, first });
	return { open, show, close: () => setOpen(null) };
}
