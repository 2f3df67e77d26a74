"use client";

import { Clock3, SendHorizontal, Smile } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { lazy } from "@/app/_ui/lazy";
import { useChannelMay } from "../conversation/channel-permissions";
import { useMentionContext } from "../conversation/mention-context";
import { EmojiButton } from "../emoji/emoji-button";
import { textOf } from "../emoji/reaction-token";
import { AttachMenu, ComposerFiles } from "./attach-menu";
import { ComposerField } from "./composer-field";
import type { ComposerProps } from "./composer-props";
import { ComposerStatus } from "./composer-status";
import { SlowMode } from "./slow-mode.lazy";
import { useComposer } from "./use-composer";

const ConfirmMentionDialog = lazy(() =>
	import("./confirm-mention-dialog").then((module) => module.ConfirmMentionDialog),
);
const ClosedComposer = lazy(() => import("./closed-composer").then((module) => module.ClosedComposer));
const ReplyBar = lazy(() => import("./reply-bar").then((module) => module.ReplyBar));

/** The field for new messages. Text that was not sent is kept as a draft. */
export function Composer(props: ComposerProps) {
	const { channelId, label, connected, reply, keys } = props;
	const t = useTranslations("conversation");
	const composer = useComposer(props);
	const { content, left, files, mentionToConfirm } = composer;
	const [isFocused, setFocused] = useState(false);
	const canAttach = useChannelMay()("attach_files");
	const SendIcon = connected ? SendHorizontal : Clock3;
	const isClosed = Boolean(props.missing);
	const isSlow = useMentionContext().slowModeSeconds > 0;
	return (
		<div className="shrink-0 px-4 pb-[env(safe-area-inset-bottom)] max-md:px-2">
			{mentionToConfirm && (
				<ConfirmMentionDialog
					count={mentionToConfirm.count}
					isHere={!/@everyone/i.test(content)}
					onSend={composer.send}
					onClose={mentionToConfirm.cancel}
				/>
			)}
			<div data-composer>
				{composer.refusal && (
					<p role="alert" dir="auto" className="px-1.5 pb-1 text-meta text-danger-text wrap-anywhere">
						{composer.refusal}
					</p>
				)}
				{props.missing && <ClosedComposer permission={props.missing} fallback={<div className="h-[2.875rem]" />} />}
				<form
					ref={files.box}
					data-takes-files={(canAttach && !isClosed) || undefined}
					aria-label={label}
					onSubmit={(event) => {
						event.preventDefault();
						composer.send();
					}}
					className={classNames(
						"relative rounded-lg border",
						isClosed ? "mt-1.5 bg-sunken" : "bg-raised shadow-resting",
						isClosed && !composer.hasContent && "hidden",
						left < 0
							? "border-danger shadow-[0_0_0_1px_var(--danger)]"
							: isFocused
								? "border-focus shadow-[0_0_0_1px_var(--focus)]"
								: "border-line-strong",
					)}
				>
					{reply?.to && (
						<ReplyBar to={reply.to} onCancel={() => reply.set(null)} fallback={<div className="h-9 max-md:h-11" />} />
					)}
					{composer.autocomplete.list}
					<ComposerFiles files={files} />
					<div className="flex items-end gap-0.5 p-[5px] max-md:p-0.5">
						{!isClosed && (canAttach || props.onPoll) && (
							<AttachMenu files={files} canAttach={canAttach} onPoll={props.onPoll} />
						)}
						<ComposerField
							composer={composer}
							label={label}
							isReadOnly={isClosed}
							reply={reply}
							keys={keys}
							onFocus={setFocused}
						/>
						{!isClosed && (
							<>
								<EmojiButton onPick={(emoji) => composer.insert(textOf(emoji))}>
									<IconButton label={t("emojiLabel")} className="size-[2.125rem] hover:bg-canvas-hover">
										<Smile size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
									</IconButton>
								</EmojiButton>
								{isSlow && <SlowMode part="send" isHeld={composer.isHeld} />}
								{/* Hidden while the time is shown, never unmounted: it keeps the focus. */}
								<button
									type="submit"
									disabled={!composer.canSend}
									aria-label={connected ? t("send") : t("sendLater")}
									className="grid size-[2.125rem] shrink-0 place-items-center rounded-md bg-ember text-ember-fg peer-[[role=timer]]:hidden hover:bg-ember-hover disabled:bg-transparent disabled:text-text-faint max-md:size-11"
								>
									<SendIcon size="1.125rem" aria-hidden="true" />
								</button>
							</>
						)}
					</div>
				</form>
			</div>
			<ComposerStatus
				channelId={channelId}
				connected={connected}
				left={left < 200 ? left : null}
				draftKept={composer.isDraftKept}
				writing={composer.hasContent}
				isClosed={isClosed}
				isSlow={isSlow}
				files={files}
				onAttachText={composer.attachText}
			>
				{!isClosed && props.children}
			</ComposerStatus>
		</div>
	);
}
