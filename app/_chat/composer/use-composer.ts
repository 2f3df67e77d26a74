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
export function useComposer({ ref, channelId, begin, recentAuthors, missing, reply, onSend }: ComposerProps) {
	const field = useRef<HTMLTextAreaElement>(null);
	const [content, setContent] = useState("");
	const replySeq = reply?.to?.seq ?? null;
	const draft = useDraft(channelId, { content, replyTo: replySeq }, (kept) => {
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
	const autocomplete = useAutocomplete(field, recentAuthors);
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
		autocomplete.close();
		onSend(content.trim(), files.take());
		setContent("");
		reply?.set(null);
		draft.forget();
	};
	const onChange = (text: string) => {
		setContent(text);
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
