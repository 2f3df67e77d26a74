"use client";

import { useCallback, useMemo, useRef } from "react";
import { type ChannelLog, messageAt } from "@/app/_client/messages/channel-log";
import { useMessages } from "@/app/_client/messages/use-messages";
import { usePendingMessages } from "@/app/_client/messages/use-pending-messages";
import { usePhase } from "@/app/_client/realtime/socket-provider";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Permission } from "@/lib/auth/permissions";
import type { Author, MessagePage } from "@/lib/realtime/protocol";
import type { ComposerHandle } from "../composer/composer-props";
import { useCollapsed } from "../messages/blocked-messages";
import { buildRows } from "../messages/list-rows";
import type { MessageActions } from "../messages/message-actions-context";
import type { ListHandle } from "../messages/message-list-props";
import { permissionsFor } from "../messages/message-row-props";
import { useMakeMessageActions } from "../messages/use-message-actions";
import { useMessageShortcuts } from "../messages/use-message-shortcuts";
import { useMentionContext } from "./mention-context";
import { type ConversationTarget, useConversationMarker } from "./use-conversation-marker";
import { useDialogState, useEditing, useReply } from "./use-message-state";

type Props = {
	server: { id: number };
	/** The viewer's own permissions in the channel; a thread has those of its channel. */
	permissions: readonly Permission[];
	place: ConversationTarget;
	viewer: Author;
	page: MessagePage;
	/** The message of a permalink. */
	target: number | null;
	/** The path of a message of this log. */
	pathOf: (seq: number) => string;
	thread: MessageActions["thread"];
	/** In a thread: messages are also sent to the channel. */
	echo?: boolean;
	onSent?: () => void;
};

export type ConversationState = ReturnType<typeof useConversation>;

/** The state of an open channel or thread: its messages, the read marker, the reply, the edit and the dialogs. */
export function useConversation(props: Props) {
	const { server, permissions, place, viewer, page, target, pathOf, thread, echo = false, onSent } = props;
	const mayHere = (permission: Permission) => permissions.includes(permission);
	const [source, state] = useMessages({ serverId: server.id, channelId: place.id, viewerId: viewer.id }, page);
	const { log } = state;
	const list = useRef<ListHandle>(null);
	const composer = useRef<ComposerHandle>(null);
	const { jump, toNewest } = useJumps(source, list);
	const readMarker = useConversationMarker({ place, viewer, log, toNewest });
	const { newSeq, markUnread } = readMarker;
	const shared = useSharedRowProps(viewer, {
		canManage: mayHere("manage_messages"),
		canWrite: mayHere(thread ? "send_messages" : "send_in_threads"),
	});
	const [rows, toggleCollapsed] = useRows(place.id, log, shared, newSeq);

	const reply = useReply({ channelId: place.id, log, echo, composer });
	const editing = useEditing({ log, viewer, list, composer });
	const dialogs = useDialogState();
	const actions = useMakeMessageActions(place.id, source, {
		composer,
		reply: reply.start,
		edit: editing.edit,
		askDelete: (message) => dialogs.show("delete", message),
		jump,
		markUnread,
		show: dialogs.show,
		pathOf,
		thread,
	});
	const send: typeof reply.send = (content, attachments) => {
		reply.send(content, attachments);
		onSent?.();
		void toNewest();
	};
	const onMessageKey = useMessageShortcuts({
		actions,
		permissions: (message) => permissionsFor(message, shared),
		mayHere,
		onFirstNew: () => newSeq !== null && void jump(newSeq),
	});
	return {
		place,
		isThread: thread === null,
		target,
		feed: { source, state, rows, list, jump, toNewest, toggleCollapsed },
		shared,
		readMarker,
		reply: { ...reply, send },
		editing,
		dialogs,
		actions,
		onMessageKey,
	};
}

type Source = ReturnType<typeof useMessages>[0];

/** Brings a message or the end of the log into view, and loads it first where needed. */
function useJumps(source: Source, list: { current: ListHandle | null }) {
	const t = useTranslations("conversation");
	const toast = useToast();
	const toNewest = useCallback(async () => {
		list.current?.goToEnd();
		if (await source.loadNewest()) list.current?.goToEnd();
		else toast({ tone: "error", text: t("loadFailed") });
	}, [source, list, toast, t]);
	const jump = useCallback(
		async (seq: number) => {
			const reached = await source.loadAround(seq);
			if (reached) list.current?.goTo(seq);
			if (!reached || messageAt(source.getSnapshot().log, seq)?.deletedAt)
				toast({ tone: "error", text: t("messageGone") });
		},
		[source, list, toast, t],
	);
	return { jump, toNewest };
}

function useSharedRowProps(viewer: Author, { canManage, canWrite }: { canManage: boolean; canWrite: boolean }) {
	const phase = usePhase();
	// Before the first connection nothing is wrong yet: messages written then go out in a moment.
	const connected = phase === "connected" || phase === "connecting";
	const { clock, today } = useDateFormat();
	return useMemo(
		() => ({ clock, today, viewer, canManage, canWrite, connected }),
		[clock, today, viewer, canManage, canWrite, connected],
	);
}

function useRows(
	channelId: number,
	log: ChannelLog,
	{ viewer, clock }: ReturnType<typeof useSharedRowProps>,
	newSeq: number | null,
) {
	const outgoing = usePendingMessages(channelId);
	const [folding, toggleCollapsed] = useCollapsed();
	const { ownHandles } = useMentionContext();
	const rows = useMemo(
		() => buildRows({ log, outgoing, viewer, ownHandles, clock, newSeq, folding }),
		[log, outgoing, viewer, ownHandles, clock, newSeq, folding],
	);
	return [rows, toggleCollapsed] as const;
}
