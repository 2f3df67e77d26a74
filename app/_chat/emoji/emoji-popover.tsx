"use client";

import * as Radix from "@radix-ui/react-popover";
import { type ReactNode, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { BottomSheet } from "@/app/_ui/bottom-sheet";
import { EmojiPicker } from "./emoji-picker";

type Props = {
	trigger: ReactNode;
	defaultOpen?: boolean;
	onPick: (emoji: string) => void;
	onOpenChange?: (open: boolean) => void;
};

/** The picker beside its button, or at the bottom edge of small windows. */
export function EmojiPopover({ trigger, defaultOpen = false, onPick, onOpenChange }: Props) {
	const t = useTranslations("emoji");
	const [open, setOpen] = useState(defaultOpen);
	const change = (next: boolean) => {
		setOpen(next);
		onOpenChange?.(next);
	};
	const [isSheet] = useState(() => matchMedia("(width < 48rem), (height < 520px)").matches);
	const picker = (
		<EmojiPicker
			isSheet={isSheet}
			onPick={(emoji) => {
				change(false);
				onPick(emoji);
			}}
		/>
	);
	if (isSheet)
		return (
			<BottomSheet
				open={open}
				onOpenChange={change}
				title={t("title")}
				trigger={trigger}
				className="flex h-[min(27.5rem,92dvh)] max-h-none flex-col overflow-hidden"
				// The on-screen keyboard would cover it; it opens with the search.
				onOpenAutoFocus={(event) => {
					if (!matchMedia("(pointer: coarse)").matches) return;
					event.preventDefault();
					if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
				}}
			>
				{picker}
			</BottomSheet>
		);
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
					className="z-20 flex max-h-(--radix-popover-content-available-height) animate-pop flex-col rounded-lg border bg-overlay text-text shadow-menu"
				>
					{picker}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
