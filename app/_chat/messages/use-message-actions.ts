"use client";

import { type RefObject, useMemo, useRef } from "react";
import { api } from "@/app/_client/api";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import type { ChannelFeed } from "@/app/_client/messages/channel-feed";
import { messageAt } from "@/app/_client/messages/channel-log";
import { useToggleSaved } from "@/app/_client/messages/use-saved-messages";
import { useOutbox } from "@/app/_client/realtime/socket-provider";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Message } from "@/lib/realtime/protocol";
import type { ComposerHandle } from "../composer/composer-props";
import { isReactionWith } from "../emoji/reaction-token";
import { openPanel } from "../panels/use-panel";
import type { MessageActions } from "./message-actions-context";

type Handlers = Pick<MessageActions, "reply" | "thread" | "edit" | "askDelete" | "jump" | "show"> & {
	composer: RefObject<ComposerHandle | null>;
	markUnread: (seq: number) => Promise<void>;
	/** The address of a message. */
	pathOf: (seq: number) => string;
};

/** The message actions, created once: their inputs change, but not their identity. */
export function useMakeMessageActions(channelId: number, feed: ChannelFeed, handlers: Handlers): MessageActions {
	const t = useTranslations("conversation");
	const toast = useToast();
	const errorText = useErrorMessage();
	const outbox = useOutbox();
	const acts = useTranslations("acts");
	const toggleSaved = useToggleSaved();
	const latest = useRef({ t, acts, toast, errorText, outbox, toggleSaved, handlers });
	latest.current = { t, acts, toast, errorText, outbox, toggleSaved, handlers };

	return useMemo(() => {
		const path = ({ seq }: Message) => `/api/channels/${channelId}/messages/${seq}`;
		const notify = (error: unknown) => latest.current.toast({ tone: "error", text: latest.current.errorText(error) });
		const current = (message: Message) => messageAt(feed.getSnapshot().log, message.seq) ?? message;
		const setPin = async (message: Message, pinned: boolean) => {
			const url = `${path(message)}/pin`;
			await (pinned ? api.put(url) : api.delete(url));
			const { toast: show, acts: log } = latest.current;
			if (pinned)
				show({ text: log("pinned"), action: { label: log("showPins"), run: () => openPanel({ kind: "pins" }) } });
			else
				show({
					text: log("unpinned"),
					action: { label: log("undo"), run: () => void setPin(message, true).catch(notify) },
				});
		};
		const copy = async (text: string, sent: "copied" | "linkCopied") => {
			const done = await copyToClipboard(text);
			const { toast: show, t: log } = latest.current;
			show(done ? { text: log(sent) } : { tone: "error", text: log("copyFailed") });
		};
		return {
			reply: (message) => latest.current.handlers.reply(message),
			thread: latest.current.handlers.thread,
			edit: (message) => latest.current.handlers.edit(message),
			askDelete: (message) => latest.current.handlers.askDelete(message),
			jump: (seq) => latest.current.handlers.jump(seq),
			save: async (message, content) => void (await api.patch(path(message), { content })),
			react: (message, emoji) => {
				const mine = current(message).reactions.some((one) => one.me && isReactionWith(one, emoji));
				const url = `${path(message)}/reactions/${encodeURIComponent(emoji)}`;
				(mine ? api.delete(url) : api.put(url)).catch(notify);
			},
			copyText: (message) => void copy(message.content, "copied"),
			copyLink: ({ seq }) => void copy(`${location.origin}${latest.current.handlers.pathOf(seq)}`, "linkCopied"),
			copyThreadLink: ({ seq }) =>
				void copy(`${location.origin}${latest.current.handlers.pathOf(seq)}?thread=${seq}`, "linkCopied"),
			markUnread: ({ seq }) =>
				void latest.current.handlers
					.markUnread(seq)
					.then(() => latest.current.toast({ text: latest.current.t("markedUnread") }))
					.catch(notify),
			togglePin: (message) => void setPin(message, !current(message).pinnedAt).catch(notify),
			toggleSaved: function toggle(message) {
				latest.current.toggleSaved(message.channelId, message.seq).then((saved) => {
					const { toast: show, acts: log } = latest.current;
					if (saved) show({ text: log("savedForLater") });
					else show({ text: log("removedFromSaved"), action: { label: log("undo"), run: () => toggle(message) } });
				}, notify);
			},
			vote: async (message, options) => {
				try {
					await api.put(`${path(message)}/votes`, { options });
				} catch (error) {
					notify(error);
					throw error;
				}
			},
			endPoll: (message) => void api.put(`${path(message)}/poll/end`).catch(notify),
			show: (what, message, first) => latest.current.handlers.show(what, message, first),
			retry: (nonce) => latest.current.outbox?.retry(nonce),
			discard: (nonce) => latest.current.outbox?.remove(nonce),
			takeBack: ({ nonce, tab, content, attachments = [], replyTo, failure }, isAsked) => {
				const { outbox: unsent, handlers } = latest.current;
				// Another tab has it in its own composer, perhaps since this moment.
				if (!unsent?.getSnapshot().some((one) => one.nonce === nonce) || (tab !== unsent.tab && !isAsked)) return;
				const refused = { content, attachments, replyTo, reason: failure?.message ?? "" };
				if (handlers.composer.current?.takeBack(refused, isAsked)) unsent.remove(nonce);
			},
		};
	}, [channelId, feed]);
}
