"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl/react";
import { Key } from "@/app/_ui/key";
import type { Message } from "@/lib/realtime/contract";
import { useErrorText } from "../_client/use-error-text";
import { useMessageActions } from "./message-actions";
import { lengthOf, mostCharacters } from "./message-length";
import { useAutosize } from "./use-autosize";

/** A message's words in place: Escape leaves them, Enter keeps the change, nothing at all asks to delete. */
export function MessageEditor({ message }: { message: Message }) {
	const t = useTranslations("conversation");
	const { edit, save, askDelete } = useMessageActions();
	const errorText = useErrorText();
	const field = useRef<HTMLTextAreaElement>(null);
	const [content, setContent] = useState(message.content);
	const [saving, setSaving] = useState(false);
	const [refusal, setRefusal] = useState<string | null>(null);
	useAutosize(field, content);
	useEffect(() => {
		const { current } = field;
		current?.focus();
		current?.setSelectionRange(current.value.length, current.value.length);
	}, []);

	const submit = async () => {
		const wanted = content.trim();
		if (saving || lengthOf(wanted) > mostCharacters) return;
		if (wanted === "") return askDelete(message);
		if (wanted === message.content) return edit(null);
		setSaving(true);
		try {
			await save(message, wanted);
			edit(null);
		} catch (error) {
			setRefusal(errorText(error));
			setSaving(false);
		}
	};
	const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
		event.stopPropagation();
		if (event.nativeEvent.isComposing) return;
		if (event.key === "Escape") edit(null);
		else if (event.key === "Enter" && !event.shiftKey) {
			event.preventDefault();
			void submit();
		}
	};
	const over = lengthOf(content) - mostCharacters;
	return (
		<div className="max-w-[76ch] py-0.5">
			<textarea
				ref={field}
				rows={1}
				value={content}
				aria-label={t("editLabel")}
				aria-invalid={over > 0 || refusal !== null}
				onChange={(event) => setContent(event.target.value)}
				onKeyDown={onKeyDown}
				className="block max-h-[40dvh] w-full resize-none rounded-lg border border-line-strong bg-raised px-3 py-1.5 text-message outline-none focus:border-focus focus:shadow-[0_0_0_1px_var(--focus)] aria-invalid:border-danger max-md:text-base"
			/>
			<p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-text-muted">
				<button type="button" onClick={() => edit(null)} className="hover:text-text max-md:min-h-11">
					<Key>Esc</Key> {t("cancelEdit")}
				</button>
				<button type="button" onClick={submit} className="hover:text-text max-md:min-h-11">
					<Key>Enter</Key> {t("saveEdit")}
				</button>
				{over > 0 && <span className="text-danger-text">{t("over", { count: over })}</span>}
				{refusal && (
					<span role="alert" className="text-danger-text">
						{refusal}
					</span>
				)}
			</p>
		</div>
	);
}
