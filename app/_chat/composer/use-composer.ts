"use client";

import { useEffect, useImperativeHandle, useRef, useState } from "react";
import { useWriteRefusal } from "@/app/_client/forms/use-write-refusal";
import { useEmitTyping } from "@/app/_client/messages/use-typing";
import { useAutosizeTextarea } from "@/app/_ui/use-autosize-textarea";
import { useUnsent } from "../channels/unsent";
import { lengthOf, maxCharacters } from "../messages/message-length";
import { useAutocomplete } from "./autocomplete/use-autocomplete";
import type { ComposerProps } from "./composer-props";
import { replaceRange } from "./textarea-edits";
import { useAttachments } from "./use-attachments";
import { useDraft } from "./use-draft";
import { confirmAbove, useMentionCount } from "./use-mention-count";

export type ComposerState = ReturnType<typeof useComposer>;

/** The text, draft, attachments and reply of a composer, and sending them. */
export function useComposer({ ref, channelId, begin, recentMessages, missing, reply, onSend }: ComposerProps) {
	const field = useRef<HTMLTextAreaElement>(null);
	const [content, setContent] = useState("");
	/** The reason for which the message in the composer was refused, until it is changed. */
	const [refusal, setRefusal] = useState<string | null>(null);
	/** The text as it is now: several refused messages may come back in one turn. */
	const latest = useRef(content);
	latest.current = content;
	const replySeq = reply?.to?.seq ?? null;
	const draft = useDraft(channelId, { content, replyTo: replySeq }, (kept) => {
		latest.current = kept.content;
		setContent(kept.content);
		reply?.set(kept.replyTo);
	});
	const files = useAttachments(channelId, async () => channelId ?? (await begin?.(content)) ?? null);
	useUnsent({
		text: content,
		isDraft: channelId !== null,
		files: files.items.map(({ name }) => name),
		discard: () => files.items.forEach(({ key }) => void files.uploads?.remove(key)),
	});
	useAutosizeTextarea(field, content);
	const autocomplete = useAutocomplete(field, recentMessages);
	const emitTyping = useEmitTyping(channelId);
	const isRefused = useWriteRefusal();
	/** Slow mode: nothing can be sent at the moment. */
	const isHeld = useRef(false);

	const insert = (text: string) => {
		const { current } = field;
		if (current) replaceRange(current, current.selectionStart, current.selectionEnd, text);
	};
	useImperativeHandle(ref, () => ({
		focus: () => field.current?.focus(),
		takeBack: (refused, isAsked) => {
			const { uploads } = files;
			const isEmpty =
				latest.current === "" && replySeq === null && (uploads?.getSnapshot() ?? files).items.length === 0;
			if ((!isEmpty && !isAsked) || (refused.attachments.length > 0 && !uploads)) return false;
			uploads?.putBack(refused.attachments);
			const text = [latest.current, refused.content].filter(Boolean).join("\n");
			const replyTo = replySeq ?? refused.replyTo;
			latest.current = text;
			setContent(text);
			setRefusal(refused.reason);
			reply?.set(replyTo);
			draft.keepNow({ content: text, replyTo });
			if (isAsked) field.current?.focus();
			return true;
		},
		type: (text) => {
			if (missing) return;
			field.current?.focus();
			insert(text);
		},
	}));
	useEffect(() => {
		if (replySeq !== null) field.current?.focus();
	}, [replySeq]);

	const left = maxCharacters - lengthOf(content);
	const [confirmingMention, setConfirmingMention] = useState(false);
	const countMentioned = useMentionCount();
	const isUploading = files.percent !== null || files.blocking !== null;
	const hasContent = content.trim() !== "" || files.hasDone;
	const canSend = hasContent && left >= 0 && !isUploading && !missing;
	const send = () => {
		field.current?.focus();
		if (!canSend || isHeld.current || isRefused()) return;
		if (countMentioned(content) > confirmAbove && !confirmingMention) {
			setConfirmingMention(true);
			return;
		}
		setConfirmingMention(false);
		setRefusal(null);
		autocomplete.close();
		onSend(content.trim(), files.take());
		setContent("");
		reply?.set(null);
		draft.forget();
	};
	const onChange = (text: string) => {
		setContent(text);
		setRefusal(null);
		autocomplete.look();
		if (text.trim() !== "") emitTyping();
	};
	const attachText = async () => {
		const text = new File([content], "message.txt", { type: "text/plain" });
		if (await files.add([text])) setContent("");
	};
	return {
		field,
		content,
		left,
		hasContent,
		canSend,
		isHeld,
		refusal,
		isDraftKept: draft.kept && content !== "",
		files,
		autocomplete,
		insert,
		onChange,
		attachText,
		send,
		mentionToConfirm: confirmingMention
			? { count: countMentioned(content), cancel: () => setConfirmingMention(false) }
			: null,
	};
}
