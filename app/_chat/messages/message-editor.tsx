"use client";

import { Smile } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { sends, useSendKey } from "@/app/_client/messages/use-send-key";
import { useMac } from "@/app/_client/platform";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { Kbd } from "@/app/_ui/kbd";
import { useAutosizeTextarea } from "@/app/_ui/use-autosize-textarea";
import type { Message } from "@/lib/realtime/protocol";
import { useUnsent } from "../channels/unsent";
import { useAutocomplete } from "../composer/autocomplete/use-autocomplete";
import { replaceRange } from "../composer/textarea-edits";
import { EmojiButton } from "../emoji/emoji-button";
import { textOf } from "../emoji/reaction-token";
import { useMessageActions } from "./message-actions-context";
import { lengthOf, maxCharacters } from "./message-length";

/** Edits a message in place: Escape cancels, Enter (or the user's choice) saves, empty text asks to delete. */
export function MessageEditor({ message }: { message: Message }) {
	const t = useTranslations("conversation");
	const { edit, save, askDelete } = useMessageActions();
	const errorText = useErrorMessage();
	const field = useRef<HTMLTextAreaElement>(null);
	const [content, setContent] = useState(message.content);
	const [saving, setSaving] = useState(false);
	const [refusal, setRefusal] = useState<string | null>(null);
	const forget = useUnsent({
		text: content === message.content ? "" : content,
	});
	const close = () => {
		forget();
		edit(null);
	};
	const sendKey = useSendKey();
	const names = useAutocomplete(field, () => [message], true);
	useAutosizeTextarea(field, content);
	useEffect(() => {
		const { current } = field;
		current?.focus();
		current?.setSelectionRange(current.value.length, current.value.length);
	}, []);

	const submit = async () => {
		const wanted = content.trim();
		if (saving || lengthOf(wanted) > maxCharacters) return;
		if (wanted === "") return askDelete(message);
		if (wanted === message.content) return close();
		setSaving(true);
		try {
			await save(message, wanted);
			close();
		} catch (error) {
			setRefusal(errorText(error));
			setSaving(false);
		}
	};
	const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
		event.stopPropagation();
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		if (names.onKeyDown(event)) return;
		if (event.key === "Escape") close();
		else if (sends(event, sendKey)) {
			event.preventDefault();
			void submit();
		}
	};
	const over = lengthOf(content) - maxCharacters;
	return (
		<div className="max-w-[76ch] py-0.5">
			<div className="flex items-end rounded-lg border border-line-strong bg-raised focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)] has-aria-invalid:border-danger">
				<textarea
					dir="auto"
					ref={field}
					rows={1}
					value={content}
					readOnly={saving}
					enterKeyHint={sendKey === "enter" ? "done" : "enter"}
					aria-label={t("editLabel")}
					aria-invalid={over > 0 || refusal !== null}
					{...names.attributes}
					onSelect={names.look}
					onBlur={names.close}
					onChange={(event) => {
						setContent(event.target.value);
						names.look();
					}}
					onKeyDown={onKeyDown}
					className="block max-h-[40dvh] min-w-0 flex-1 resize-none bg-transparent px-3 py-1.5 text-message outline-none max-md:min-h-11 max-md:py-2.5 max-md:text-base"
				/>
				{names.list}
				<EmojiButton
					onPick={(emoji) => {
						const { current } = field;
						if (current) replaceRange(current, current.selectionStart, current.selectionEnd, textOf(emoji));
					}}
				>
					<IconButton label={t("emojiLabel")} className="m-0.5 hover:bg-canvas-hover">
						<Smile size="1.125rem" strokeWidth={1.75} aria-hidden="true" />
					</IconButton>
				</EmojiButton>
			</div>
			{(over > 0 || refusal) && (
				<p role="alert" className="mt-1 text-xs text-danger-text">
					{refusal ?? t("over", { count: over })}
				</p>
			)}
			<EditorButtons saving={saving} onCancel={close} onSave={() => void submit()} />
		</div>
	);
}

type ButtonsProps = { saving: boolean; onCancel: () => void; onSave: () => void };

/** Key hints with a keyboard, buttons with a touch screen. */
function EditorButtons({ saving, onCancel, onSave }: ButtonsProps) {
	const t = useTranslations("conversation");
	const common = useTranslations("common");
	const byEnter = useSendKey() === "enter";
	const mac = useMac();
	return (
		<>
			<p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-text-muted max-md:hidden pointer-coarse:hidden">
				<button type="button" onClick={onCancel} className="hover:text-text">
					<Kbd>Esc</Kbd> {t("cancelEdit")}
				</button>
				<button type="button" onClick={onSave} className="hover:text-text">
					<Kbd>{byEnter ? "Enter" : mac ? "⌘ Enter" : "Ctrl Enter"}</Kbd> {t("saveEdit")}
				</button>
			</p>
			<div className="mt-1.5 hidden justify-end gap-2 max-md:flex pointer-coarse:flex">
				<Button className="pointer-coarse:h-11" onClick={onCancel}>
					{common("cancel")}
				</Button>
				<Button variant="primary" className="pointer-coarse:h-11" busy={saving} onClick={onSave}>
					{t("saveChange")}
				</Button>
			</div>
		</>
	);
}
