"use client";

import { MessagesSquare, Pencil, Reply, Trash2 } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuAt, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import type { Message } from "@/lib/realtime/contract";
import { useMessageActions } from "./message-actions";
import { useMessageItems } from "./message-items";

/** The message under the pointer when its second button was pressed. */
export type Pointed = { message: Message; x: number; y: number };
type Props = Pointed & { canEdit: boolean; canDelete: boolean; onClose: () => void };

/** Everything a message offers, where the second button of the mouse was pressed. */
export function MessageMenu({ message, x, y, canEdit, canDelete, onClose }: Props) {
	const t = useTranslations("conversation");
	const threads = useTranslations("threads");
	const actions = useMessageActions();
	const items = useMessageItems(message, canDelete);
	return (
		<MenuAt x={x} y={y} onClose={onClose}>
			<MenuItem icon={<Reply size={16} aria-hidden="true" />} onSelect={() => actions.reply(message)}>
				{t("reply")}
			</MenuItem>
			{actions.thread && (
				<MenuItem icon={<MessagesSquare size={16} aria-hidden="true" />} onSelect={() => actions.thread?.(message)}>
					{threads("replyIn")}
				</MenuItem>
			)}
			{canEdit && (
				<MenuItem icon={<Pencil size={16} aria-hidden="true" />} onSelect={() => actions.edit(message)}>
					{t("edit")}
				</MenuItem>
			)}
			<MenuSeparator />
			{items.map(({ key, label, letter, Icon, run }) => (
				<MenuItem key={key} hint={letter} icon={<Icon size={16} aria-hidden="true" />} onSelect={() => run(message)}>
					{label}
				</MenuItem>
			))}
			{canDelete && (
				<>
					<MenuSeparator />
					<MenuItem danger icon={<Trash2 size={16} />} onSelect={() => actions.askDelete(message)}>
						{t("delete")}
					</MenuItem>
				</>
			)}
		</MenuAt>
	);
}
