"use client";

import * as Radix from "@radix-ui/react-popover";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl/react";
import { EmojiPicker } from "./emoji-picker";

type Props = {
	trigger: ReactNode;
	defaultOpen?: boolean;
	onPick: (emoji: string) => void;
	onOpenChange?: (open: boolean) => void;
};

export function EmojiPopover({ trigger, defaultOpen = false, onPick, onOpenChange }: Props) {
	const t = useTranslations("emoji");
	const [open, setOpen] = useState(defaultOpen);
	const change = (next: boolean) => {
		setOpen(next);
		onOpenChange?.(next);
	};
	return (
		<Radix.Root open={open} onOpenChange={change}>
			<Radix.Trigger asChild>{trigger}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					side="top"
					align="end"
					sideOffset={6}
					collisionPadding={8}
					aria-label={t("title")}
					className="z-20 animate-pop rounded-lg border bg-overlay text-text shadow-menu"
				>
					<EmojiPicker
						onPick={(emoji) => {
							change(false);
							onPick(emoji);
						}}
					/>
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
