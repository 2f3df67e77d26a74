"use client";

import { MessagesSquare, Pencil, Reply } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuAt, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import type { Message } from "@/lib/realtime/protocol";
import { useChannelMay } from "../conversation/channel-permissions";
import { useMessageActions } from "./message-actions-context";
import type { MessagePermissions } from "./message-row-props";
import { MoreMessageItems } from "./more-message-items";

type Props = { message: Message; x: number; y: number; onClose: () => void } & MessagePermissions;

/** Every action of a message, at the place of a right click. */
export function MessageContextMenu({ message, x, y, canReply, canEdit, canDelete, onClose }: Props) {
	const t = useTranslations("conversation");
	const threads = useTranslations("threads");
	const actions = useMessageActions();
	const mayHere = useChannelMay();
	const canOpenThread =
		actions.thread && !message.system && (message.thread !== undefined || mayHere("create_threads"));
	return (
		<MenuAt x={x} y={y} onClose={onClose}>
			{canReply && (
				<MenuItem icon={<Reply size="1rem" aria-hidden="true" />} onSelect={() => actions.reply(message)}>
					{t("reply")}
				</MenuItem>
			)}
			{canOpenThread && (
				<MenuItem icon={<MessagesSquare size="1rem" aria-hidden="true" />} onSelect={() => actions.thread?.(message)}>
					{threads("replyIn")}
				</MenuItem>
			)}
			{canEdit && (
				<MenuItem icon={<Pencil size="1rem" aria-hidden="true" />} onSelect={() => actions.edit(message)}>
					{t("edit")}
				</MenuItem>
			)}
			{(canReply || canOpenThread || canEdit) && <MenuSeparator />}
			<MoreMessageItems message={message} canDelete={canDelete} />
		</MenuAt>
	);
}
