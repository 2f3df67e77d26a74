"use client";

import type { KeyboardEvent } from "react";
import { sends, useSendKey } from "@/app/_client/messages/use-send-key";
import { lazyModule } from "@/app/_ui/lazy";
import type { ComposerProps } from "./composer-props";
import type { FormatKey } from "./format-text";
import { linkSelection } from "./textarea-edits";
import type { ComposerState } from "./use-composer";

const formatting = lazyModule(() => import("./format-text"));

async function format(field: HTMLTextAreaElement, key: FormatKey): Promise<void> {
	const { toggleFormat } = formatting.current ?? (await formatting.load());
	toggleFormat(field, key);
}

type Props = Pick<ComposerProps, "label" | "reply" | "keys"> & {
	composer: ComposerState;
	/** The text can be selected and copied only. */
	isReadOnly: boolean;
	onFocus: (isFocused: boolean) => void;
};

/** The text field of the composer. */
export function ComposerField({ composer, label, isReadOnly, reply, keys, onFocus }: Props) {
	const { content, autocomplete } = composer;
	const sendKey = useSendKey();
	const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
		// While an input method composes a syllable, Enter belongs to it.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		if (isReadOnly || autocomplete.onKeyDown(event)) return;
		const key = event.key.toLowerCase();
		const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
		if (sends(event, sendKey)) composer.send();
		else if (event.key === "Escape" && !event.shiftKey) {
			if (reply?.to) reply.set(null);
			else keys.onEscape();
		} else if (isCommand && (key === "b" || key === "i" || key === "e")) void format(event.currentTarget, key);
		else if (event.key === "ArrowUp" && content === "" && !event.altKey) keys.onEditLast?.();
		else if (isCommand && event.key === "u") composer.files.input.current?.click();
		else if (event.key === "Tab" && event.shiftKey) keys.onFocusMessages?.();
		else return;
		event.preventDefault();
	};
	return (
		<div className="relative flex min-w-0 flex-1">
			{/* A text area does not end its own placeholder with an ellipsis. */}
			{content === "" && (
				<span
					aria-hidden="true"
					dir="auto"
					className="pointer-events-none absolute inset-x-2.5 top-1.5 truncate text-message text-text-faint max-md:top-[11px] max-md:text-base"
				>
					{label}
				</span>
			)}
			<textarea
				dir="auto"
				ref={composer.field}
				rows={1}
				value={content}
				readOnly={isReadOnly}
				enterKeyHint={sendKey === "enter" ? "send" : "enter"}
				placeholder={label}
				aria-label={label}
				aria-invalid={composer.left < 0}
				{...autocomplete.attributes}
				onSelect={autocomplete.look}
				onChange={(event) => composer.onChange(event.target.value)}
				onKeyDown={onKeyDown}
				onPaste={(event) => {
					if (isReadOnly) return;
					if (linkSelection(event.currentTarget, event.clipboardData.getData("text/plain"))) event.preventDefault();
					else composer.files.onPaste(event);
				}}
				onFocus={() => onFocus(true)}
				onBlur={() => {
					onFocus(false);
					autocomplete.close();
				}}
				className="max-h-[40dvh] min-h-[2.125rem] w-full resize-none bg-transparent px-2.5 py-1.5 text-message outline-none placeholder:truncate placeholder:opacity-0 max-md:min-h-11 max-md:py-[11px] max-md:text-base"
			/>
		</div>
	);
}
