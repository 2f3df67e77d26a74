"use client";

import { Clock3, SendHorizontal, Smile, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { sends, useSendKey } from "@/app/_client/messages/use-send-key";
import { useEmitTyping } from "@/app/_client/messages/use-typing";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { lazy } from "@/app/_ui/lazy";
import { useAutosizeTextarea } from "@/app/_ui/use-autosize-textarea";
import type { Attachment, Author, Message } from "@/lib/realtime/protocol";
import { useUnsent } from "../channels/unsent";
import { EmojiButton } from "../emoji/emoji-button";
import { lengthOf, maxCharacters } from "../messages/message-length";
import { AttachMenu, ComposerFiles } from "./attach-menu";
import { useAutocomplete } from "./autocomplete/use-autocomplete";
import { ComposerStatus } from "./composer-status";
import { linkSelection, replaceRange, toggleFormat } from "./textarea-edits";
import { useAttachments } from "./use-attachments";
import { useDraft } from "./use-draft";
import { confirmAbove, useMentionCount } from "./use-mention-count";

const ConfirmMentionDialog = lazy(() =>
	import("./confirm-mention-dialog").then((module) => module.ConfirmMentionDialog),
);

export type ComposerHandle = { focus: () => void; type: (text: string) => void };

type Props = {
	ref: Ref<ComposerHandle>;
	/** Null for a thread that its first message creates: until then no draft is saved and no typing emitted. */
	channelId: number | null;
	/**
	 * Creates the thread for a file, which needs a channel before it is sent, with the text so far. Only if channelId is
	 * null.
	 */
	begin?: (content: string) => Promise<number>;
	/** The latest authors here, most recent first. */
	speakers: () => readonly Author[];
	/** The accessible name of the field. */
	label: string;
	connected: boolean;
	/** The message being replied to. */
	replyTo: Message | null;
	onReply: (seq: number | null) => void;
	onSend: (content: string, replyTo: number | null, attachments: Attachment[]) => void;
	/** Undefined before the thread exists. */
	onPoll?: () => void;
	onEditLast: () => void;
	onFocusMessages: () => void;
	onEscape: () => void;
	/** Options of the message, in the line under it. */
	children?: ReactNode;
};

/**
 * The composer. Enter sends, Shift and Enter begin a line (or as the user prefers), and the draft is saved on this
 * device.
 */
export function Composer(props: Props) {
	const { channelId, label, connected, replyTo, onReply, onSend } = props;
	const t = useTranslations("conversation");
	const field = useRef<HTMLTextAreaElement>(null);
	const [content, setContent] = useState("");
	const [focused, setFocused] = useState(false);
	const emitTyping = useEmitTyping(channelId);
	const replySeq = replyTo?.seq ?? null;
	const draft = useDraft(channelId, { content, replyTo: replySeq }, (kept) => {
		setContent(kept.content);
		onReply(kept.replyTo);
	});
	const files = useAttachments(channelId, async () => channelId ?? (await props.begin?.(content)) ?? null);
	useUnsent({
		text: content,
		files: files.items.map(({ name }) => name),
		discard: () => files.items.forEach(({ key }) => void files.uploads?.remove(key)),
	});
	const sendKey = useSendKey();
	useAutosizeTextarea(field, content);
	const names = useAutocomplete(field, props.speakers);

	const insert = (text: string) => {
		const { current } = field;
		if (current) replaceRange(current, current.selectionStart, current.selectionEnd, text);
	};
	useImperativeHandle(props.ref, () => ({
		focus: () => field.current?.focus(),
		type: (text) => {
			field.current?.focus();
			insert(text);
		},
	}));
	useEffect(() => {
		if (replySeq !== null) field.current?.focus();
	}, [replySeq]);

	const length = lengthOf(content);
	const over = length - maxCharacters;
	const [asks, setAsks] = useState(false);
	const crowd = useMentionCount();
	const waits = files.percent !== null || files.blocking !== null;
	const canSend = (content.trim() !== "" || files.hasDone) && over <= 0 && !waits;
	const send = () => {
		field.current?.focus();
		if (!canSend) return;
		if (crowd(content) > confirmAbove && !asks) {
			setAsks(true);
			return;
		}
		setAsks(false);
		names.close();
		onSend(content.trim(), replySeq, files.take());
		setContent("");
		onReply(null);
		draft.forget();
	};
	const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
		// While an input method composes, Enter belongs to it.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		if (names.onKeyDown(event)) return;
		const marker = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey ? event.key.toLowerCase() : "";
		if (sends(event, sendKey)) {
			event.preventDefault();
			send();
		} else if (event.key === "Escape" && !event.shiftKey) {
			if (replyTo) onReply(null);
			else props.onEscape();
			event.preventDefault();
		} else if (marker === "b" || marker === "i" || marker === "e") {
			event.preventDefault();
			toggleFormat(event.currentTarget, marker);
		} else if (event.key === "ArrowUp" && content === "" && !event.altKey) {
			event.preventDefault();
			props.onEditLast();
		} else if (event.key === "u" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
			event.preventDefault();
			files.input.current?.click();
		} else if (event.key === "Tab" && event.shiftKey) {
			event.preventDefault();
			props.onFocusMessages();
		}
	};
	const SendIcon = connected ? SendHorizontal : Clock3;
	return (
		<div className="shrink-0 px-4 pb-[env(safe-area-inset-bottom)] max-md:px-2">
			{asks && (
				<ConfirmMentionDialog
					count={crowd(content)}
					isHere={!/@everyone/i.test(content)}
					onSend={send}
					onClose={() => setAsks(false)}
				/>
			)}
			<form
				ref={files.box}
				data-takes-files
				data-composer
				aria-label={label}
				onSubmit={(event) => {
					event.preventDefault();
					send();
				}}
				className={classNames(
					"relative rounded-lg border bg-raised shadow-resting",
					over > 0
						? "border-danger shadow-[0_0_0_1px_var(--danger)]"
						: focused
							? "border-focus shadow-[0_0_0_1px_var(--focus)]"
							: "border-line-strong",
				)}
			>
				{replyTo && (
					<div className="flex h-9 items-center gap-2 border-b ps-3 pe-1 text-meta text-text-muted max-md:h-11">
						<span dir="auto" className="min-w-0 flex-1 truncate">
							{t.rich("replyingTo", {
								name: replyTo.author.displayName,
								b: (name) => (
									<b className="font-semibold text-text">
										<bdi>{name}</bdi>
									</b>
								),
							})}
						</span>
						<IconButton small label={t("cancelReply")} onClick={() => onReply(null)}>
							<X size="1rem" aria-hidden="true" />
						</IconButton>
					</div>
				)}
				{names.list}
				<ComposerFiles files={files} />
				<div className="flex items-end gap-0.5 p-[5px] max-md:p-0.5">
					<AttachMenu files={files} onPoll={props.onPoll} />
					<div className="relative flex min-w-0 flex-1">
						{/* A text area cuts off its own placeholder. */}
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
							ref={field}
							rows={1}
							value={content}
							enterKeyHint={sendKey === "enter" ? "send" : "enter"}
							placeholder={label}
							aria-label={label}
							aria-invalid={over > 0}
							{...names.attributes}
							onSelect={names.look}
							onChange={(event) => {
								setContent(event.target.value);
								names.look();
								if (event.target.value.trim() !== "") emitTyping();
							}}
							onKeyDown={onKeyDown}
							onPaste={(event) => {
								if (linkSelection(event.currentTarget, event.clipboardData.getData("text/plain")))
									event.preventDefault();
								else files.onPaste(event);
							}}
							onFocus={() => setFocused(true)}
							onBlur={() => {
								setFocused(false);
								names.close();
							}}
							className="max-h-[40dvh] min-h-[2.125rem] w-full resize-none bg-transparent px-2.5 py-1.5 text-message outline-none placeholder:truncate placeholder:opacity-0 max-md:min-h-11 max-md:py-[11px] max-md:text-base"
						/>
					</div>
					<EmojiButton onPick={insert}>
						<IconButton label={t("emojiLabel")} className="size-[2.125rem] hover:bg-canvas-hover">
							<Smile size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
						</IconButton>
					</EmojiButton>
					<button
						type="submit"
						disabled={!canSend}
						aria-label={connected ? t("send") : t("sendLater")}
						className="grid size-[2.125rem] shrink-0 place-items-center rounded-md bg-ember text-ember-fg hover:bg-ember-hover disabled:bg-transparent disabled:text-text-faint max-md:size-11"
					>
						<SendIcon size="1.125rem" aria-hidden="true" />
					</button>
				</div>
			</form>
			<ComposerStatus
				channelId={channelId}
				connected={connected}
				left={length > maxCharacters - 200 ? maxCharacters - length : null}
				draftKept={draft.kept && content !== ""}
				writing={content.trim() !== "" || files.hasDone}
				files={files}
				onAttachText={async () => {
					const text = new File([content], "message.txt", { type: "text/plain" });
					if (await files.add([text])) setContent("");
				}}
			>
				{props.children}
			</ComposerStatus>
		</div>
	);
}
