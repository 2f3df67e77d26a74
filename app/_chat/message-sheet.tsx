"use client";

import * as Radix from "@radix-ui/react-dialog";
import { MessagesSquare, Pencil, Reply, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl/react";
import type { Message } from "@/lib/realtime/contract";
import { useMessageActions } from "./message-actions";
import { useMessageItems } from "./message-items";

type Props = { message: Message; canEdit: boolean; canDelete: boolean; onClose: () => void };

const quick = ["👍", "❤️", "😂", "🔥", "🎉", "👀"];

/** What a finger that rests on a message asks for: six reactions, then what can be done. */
export function MessageSheet({ message, canEdit, canDelete, onClose }: Props) {
	const t = useTranslations("conversation");
	const threads = useTranslations("threads");
	const actions = useMessageActions();
	const items = useMessageItems(message, canDelete);
	const then = (act: (message: Message) => void) => () => {
		act(message);
		onClose();
	};
	return (
		<Radix.Root open onOpenChange={(open) => !open && onClose()}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-10 animate-fade bg-scrim" />
				<Radix.Content
					aria-describedby={undefined}
					className="fixed inset-x-0 bottom-0 z-11 max-h-[85dvh] animate-pop overflow-y-auto rounded-t-xl border-t bg-overlay px-3 pt-3 pb-[calc(12px+env(safe-area-inset-bottom))] shadow-menu outline-none"
				>
					<Radix.Title className="sr-only">{t("messageActions")}</Radix.Title>
					<div className="mb-2 grid grid-cols-6 gap-1.5">
						{quick.map((emoji) => (
							<button
								key={emoji}
								type="button"
								aria-label={t("reactWith", { emoji })}
								onClick={then((one) => actions.react(one, emoji))}
								className="grid h-12 place-items-center rounded-lg bg-sunken text-[22px] leading-none"
							>
								{emoji}
							</button>
						))}
					</div>
					<Item icon={<Reply size={18} />} onPress={then(actions.reply)}>
						{t("reply")}
					</Item>
					{actions.thread && (
						<Item icon={<MessagesSquare size={18} />} onPress={then(actions.thread)}>
							{threads("replyIn")}
						</Item>
					)}
					{canEdit && (
						<Item icon={<Pencil size={18} />} onPress={then(actions.edit)}>
							{t("edit")}
						</Item>
					)}
					{items.map(({ key, label, Icon, run }) => (
						<Item key={key} icon={<Icon size={18} />} onPress={then(run)}>
							{label}
						</Item>
					))}
					{canDelete && (
						<Item danger icon={<Trash2 size={18} />} onPress={then(actions.askDelete)}>
							{t("delete")}
						</Item>
					)}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
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
