"use client";

import { Copy, Trash2, X } from "lucide-react";
import { useRef, useState } from "react";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useModerationRights } from "@/app/_client/moderation/use-moderation";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";
import type { Message } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import type { ConversationState } from "../conversation/use-conversation";
import { useParser } from "../markdown/use-parser";
import { RemoveSelectedDialog } from "../moderation/remove-selected-dialog";
import { useDialogs } from "../shell/dialog-context";
import { previewText } from "./preview-text";
import { hasOthers, inOrder, type Selected } from "./selection";
import { useSystemText } from "./system-text";
import { useSelection } from "./use-selection";

type Props = {
	conversation: ConversationState;
	/** Null until it has begun. */
	selected: Selected | null;
	onSelect: (selected: Selected | null) => void;
};

/** In place of the composer while messages are selected: how many, and what is done with them. */
export function MessageSelection({ conversation, selected, onSelect }: Props) {
	const { shared } = conversation;
	const t = useTranslations("selection");
	const { serverId } = useMentionContext();
	const { openModeration } = useDialogs();
	const bar = useRef<HTMLElement>(null);
	const end = useSelection({ conversation, selected, onSelect, bar });
	const copy = useCopy(shared.clock);
	const [removing, setRemoving] = useState<Message[] | null>(null);
	const messages = selected ? inOrder(selected) : [];
	// An author's own deletion keeps nothing for an undo, so their messages stay.
	const others = messages.filter(({ author }) => author.id !== shared.viewer.id);
	const [first] = others;
	const { mayRemove } = useModerationRights(serverId, first?.author.id ?? 0);
	const latest = useRef({ selected, end });
	latest.current = { selected, end };
	/** After a dialog has closed, by which time the messages that it removed have left the selection. */
	const endIfDone = () =>
		setTimeout(() => {
			const { selected: left, end } = latest.current;
			if (left && bar.current && !hasOthers(left, shared.viewer.id)) end();
		}, 100);
	const remove = () => {
		if (!first || serverId === null) return;
		const isOneAuthor = others.every(({ author }) => author.id === first.author.id);
		if (!isOneAuthor || !mayRemove) return setRemoving(others);
		const [message, ...moreMessages] = others.map(({ channelId, seq }) => ({ channelId, seq }));
		const target = { serverId, user: first.author, message, moreMessages, onChanged: endIfDone };
		openModeration({ ...target, kind: "removal", deletesMessage: true });
	};
	const own = messages.length - others.length;
	return (
		<section
			ref={bar}
			data-region
			aria-label={t("bar")}
			className="shrink-0 border-t bg-raised px-4 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] max-md:px-2"
		>
			<div data-composer className="flex flex-wrap items-center gap-2">
				<IconButton label={t("end")} onClick={end}>
					<X size="1.125rem" aria-hidden="true" />
				</IconButton>
				<p role="status" dir="auto" className="min-w-0 flex-1 text-sm">
					<b className="font-semibold tabular-nums">{t("count", { count: messages.length })}</b>
					<span className="block text-xs text-text-muted">
						{own > 0 ? t("ownStay", { count: own }) : <span className="max-md:hidden">{t("hint")}</span>}
					</span>
				</p>
				<Button disabled={messages.length === 0} onClick={() => void copy(messages)}>
					<Copy size="1rem" aria-hidden="true" />
					{t("copy")}
				</Button>
				<Button variant="danger" disabled={others.length === 0} onClick={remove}>
					<Trash2 size="1rem" aria-hidden="true" />
					{t("remove")}
				</Button>
			</div>
			{removing && serverId !== null && (
				<RemoveSelectedDialog
					serverId={serverId}
					messages={removing}
					onClose={() => {
						setRemoving(null);
						endIfDone();
					}}
				/>
			)}
		</section>
	);
}

/** Copies messages as text, each with its author and time. */
function useCopy(clock: ConversationState["shared"]["clock"]): (messages: readonly Message[]) => Promise<void> {
	const t = useTranslations("conversation");
	const toast = useToast();
	const nameOf = useNameOf();
	const systemText = useSystemText();
	useParser();
	return async (messages) => {
		const texts = messages.map(
			(message) =>
				`${nameOf(message.author)}, ${clock.full(message.createdAt)}\n${systemText(message) ?? (message.content || previewText(message))}`,
		);
		const done = await copyToClipboard(texts.join("\n\n"));
		toast(done ? { text: t("copied") } : { tone: "error", text: t("copyFailed") });
	};
}
