"use client";

import { MessagesSquare, MoreHorizontal, Pencil, Reply, SmilePlus } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Menu } from "@/app/_ui/menu";
import type { Message } from "@/lib/realtime/protocol";
import { useChannelMay } from "../conversation/channel-permissions";
import { EmojiButton } from "../emoji/emoji-button";
import { useMessageActions } from "./message-actions-context";
import type { MessagePermissions } from "./message-row-props";
import { MoreMessageItems } from "./more-message-items";

type Props = { message: Message; onBusy: (busy: boolean) => void } & MessagePermissions;

const button =
	"grid h-7 w-[1.875rem] place-items-center rounded-[7px] text-text-muted hover:bg-surface-hover hover:text-text";
const frequent = ["🔥", "👀"] as const;

/** Floats over the hovered or focused message. The message has the same keys, so no button is a tab stop. */
export function MessageToolbar({ message, canReply, canEdit, canDelete, onBusy }: Props) {
	const t = useTranslations("conversation");
	const threads = useTranslations("threads");
	const actions = useMessageActions();
	const mayHere = useChannelMay();
	const canReact = mayHere("add_reactions");
	const canOpenThread =
		actions.thread && !message.system && (message.thread !== undefined || mayHere("create_threads"));
	return (
		<div
			role="toolbar"
			aria-label={t("messageActions")}
			className="absolute end-5 -top-6 z-2 flex gap-px rounded-[10px] border bg-overlay p-0.5 shadow-floating max-md:hidden"
		>
			{canReact && (
				<>
					{frequent.map((emoji) => (
						<button
							key={emoji}
							type="button"
							tabIndex={-1}
							aria-label={t("reactWith", { emoji })}
							onClick={() => actions.react(message, emoji)}
							className={button}
						>
							<span aria-hidden="true" className="text-[0.9375rem] leading-none">
								{emoji}
							</span>
						</button>
					))}
					<EmojiButton onOpenChange={onBusy} onPick={(emoji) => actions.react(message, emoji)}>
						<button type="button" tabIndex={-1} aria-label={t("addReaction")} data-react className={button}>
							<SmilePlus size="1rem" aria-hidden="true" />
						</button>
					</EmojiButton>
					<span className="mx-0.5 my-1 w-px bg-line" />
				</>
			)}
			{canReply && (
				<button
					type="button"
					tabIndex={-1}
					aria-label={t("reply")}
					title={t("reply")}
					onClick={() => actions.reply(message)}
					className={button}
				>
					<Reply size="1rem" aria-hidden="true" />
				</button>
			)}
			{canOpenThread && (
				<button
					type="button"
					tabIndex={-1}
					aria-label={threads("replyIn")}
					title={threads("replyIn")}
					onClick={() => actions.thread?.(message)}
					className={button}
				>
					<MessagesSquare size="0.9375rem" aria-hidden="true" />
				</button>
			)}
			{canEdit && (
				<button
					type="button"
					tabIndex={-1}
					aria-label={t("edit")}
					title={t("edit")}
					onClick={() => actions.edit(message)}
					className={button}
				>
					<Pencil size="0.9375rem" aria-hidden="true" />
				</button>
			)}
			<Menu
				onOpenChange={onBusy}
				trigger={
					<button type="button" tabIndex={-1} aria-label={t("more")} title={t("more")} data-more className={button}>
						<MoreHorizontal size="1rem" aria-hidden="true" />
					</button>
				}
			>
				<MoreMessageItems message={message} canDelete={canDelete} />
			</Menu>
		</div>
	);
}
