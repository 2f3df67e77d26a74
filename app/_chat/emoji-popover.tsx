"use client";

import * as Radix from "@radix-ui/react-popover";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl/react";
import { EmojiGrid } from "./emoji-grid";

type Props = {
	trigger: ReactNode;
	defaultOpen?: boolean;
	onPick: (emoji: string) => void;
	onOpenChange?: (open: boolean) => void;
};

export function EmojiPopover({ trigger, defaultOpen = false, onPick, onOpenChange }: Props) {
	const t = useTranslations("conversation");
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
					aria-label={t("pickEmoji")}
					className="z-20 animate-pop rounded-lg border bg-overlay p-1.5 text-text shadow-menu"
				>
					<EmojiGrid
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
