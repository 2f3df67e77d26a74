"use client";

import { MessagesSquare, Pencil, Plus, Reply, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { BottomSheet } from "@/app/_ui/bottom-sheet";
import type { Message } from "@/lib/realtime/protocol";
import { useChannelMay } from "../conversation/channel-permissions";
import { EmojiButton } from "../emoji/emoji-button";
import { recentEmoji } from "../emoji/recent-emoji";
import { useParser } from "../markdown/use-parser";
import { QuickTimeout } from "../moderation/quick-timeout";
import { useMessageActions } from "./message-actions-context";
import { useMessageItems } from "./message-menu-items";
import type { MessagePermissions } from "./message-row-props";
import { previewText } from "./preview-text";
import { useSystemText } from "./system-text";

type Props = { message: Message; onClose: () => void } & MessagePermissions;

const quickCount = 5;

/** The menu after a long press on a message: recent reactions and the picker, then the actions. */
export function MessageActionSheet({ message, canReply, canEdit, canDelete, onClose }: Props) {
	useParser();
	const t = useTranslations("conversation");
	const author = useName(message.author);
	const threads = useTranslations("threads");
	const actions = useMessageActions();
	const mayHere = useChannelMay();
	const canOpenThread = !message.system && (message.thread !== undefined || mayHere("create_threads"));
	const systemText = useSystemText();
	const items = useMessageItems(message, canDelete);
	const [quick] = useState(() => recentEmoji().slice(0, quickCount));
	const then = (act: (message: Message) => void) => () => {
		act(message);
		onClose();
	};
	return (
		<BottomSheet
			open
			onOpenChange={(open) => !open && onClose()}
			title={t("messageActions")}
			className="px-3 pb-[calc(12px+env(safe-area-inset-bottom))]"
		>
			<p dir="auto" className="truncate px-2 pb-2.5 text-meta text-text-muted">
				<b className="font-semibold">{author}</b>: {systemText(message) ?? previewText(message)}
			</p>
			{mayHere("add_reactions") && (
				<div className="mb-2 grid grid-cols-6 gap-1.5">
					{quick.map((emoji) => (
						<button
							key={emoji}
							type="button"
							aria-label={t("reactWith", { emoji })}
							onClick={then((one) => actions.react(one, emoji))}
							className="grid h-12 place-items-center rounded-lg bg-sunken text-[1.375rem] leading-none"
						>
							{emoji}
						</button>
					))}
					<EmojiButton
						onPick={(emoji) => {
							actions.react(message, emoji);
							onClose();
						}}
					>
						<button
							type="button"
							aria-label={t("addReaction")}
							className="grid h-12 place-items-center rounded-lg bg-sunken text-text-muted"
						>
							<Plus size="1.375rem" aria-hidden="true" />
						</button>
					</EmojiButton>
				</div>
			)}
			{canDelete && <QuickTimeout message={message} onDone={onClose} />}
			{canReply && (
				<Item icon={<Reply size="1.125rem" />} onPress={then(actions.reply)}>
					{t("reply")}
				</Item>
			)}
			{actions.thread && canOpenThread && (
				<Item icon={<MessagesSquare size="1.125rem" />} onPress={then(actions.thread)}>
					{threads("replyIn")}
				</Item>
			)}
			{canEdit && (
				<Item icon={<Pencil size="1.125rem" />} onPress={then(actions.edit)}>
					{t("edit")}
				</Item>
			)}
			{items.map(({ key, label, Icon, run }) => (
				<Item key={key} icon={<Icon size="1.125rem" />} onPress={then(run)}>
					{label}
				</Item>
			))}
			{canDelete && (
				<Item danger icon={<Trash2 size="1.125rem" />} onPress={then(actions.askDelete)}>
					{t("delete")}
				</Item>
			)}
		</BottomSheet>
	);
}

type ItemProps = { icon: ReactNode; danger?: boolean; onPress: () => void; children: ReactNode };

function Item({ icon, danger = false, onPress, children }: ItemProps) {
	return (
		<button
			type="button"
			onClick={onPress}
			className={`flex h-12 w-full items-center gap-3 rounded-md px-2 text-base active:bg-selected ${danger ? "text-danger-text" : "text-text"}`}
		>
			<span aria-hidden="true" className="grid size-6 place-items-center">
				{icon}
			</span>
			{children}
		</button>
	);
}
