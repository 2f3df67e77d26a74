"use client";

import { MessagesSquare, Pencil, Reply } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuAt, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import type { Message } from "@/lib/realtime/protocol";
import { useMessageActions } from "./message-actions-context";
import { MoreMessageItems } from "./more-message-items";

type Props = { message: Message; x: number; y: number; canEdit: boolean; canDelete: boolean; onClose: () => void };

/** Every action of a message, at the place of a right click. */
export function MessageContextMenu({ message, x, y, canEdit, canDelete, onClose }: Props) {
	const t = useTranslations("conversation");
	const threads = useTranslations("threads");
	const actions = useMessageActions();
	return (
		<MenuAt x={x} y={y} onClose={onClose}>
			<MenuItem icon={<Reply size="1rem" aria-hidden="true" />} onSelect={() => actions.reply(message)}>
				{t("reply")}
			</MenuItem>
			{actions.thread && (
				<MenuItem icon={<MessagesSquare size="1rem" aria-hidden="true" />} onSelect={() => actions.thread?.(message)}>
					{threads("replyIn")}
				</MenuItem>
			)}
			{canEdit && (
				<MenuItem icon={<Pencil size="1rem" aria-hidden="true" />} onSelect={() => actions.edit(message)}>
					{t("edit")}
				</MenuItem>
			)}
			<MenuSeparator />
			<MoreMessageItems message={message} canDelete={canDelete} />
		</MenuAt>
	);
}
