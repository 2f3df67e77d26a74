"use client";

import { cloneElement, type ReactElement, useState } from "react";
import { lazy } from "@/app/_ui/lazy";

const EmojiPopover = lazy(() => import("./emoji-popover").then((module) => module.EmojiPopover));

type Props = {
	/** The button that opens the emoji picker. */
	children: ReactElement<{ onClick?: () => void }>;
	onPick: (emoji: string) => void;
	onOpenChange?: (open: boolean) => void;
};

/** The picker is mounted on demand, because a list has many of these buttons. */
export function EmojiButton({ children, onPick, onOpenChange }: Props) {
	const [picking, setPicking] = useState(false);
	const change = (open: boolean) => {
		setPicking(open);
		onOpenChange?.(open);
	};
	const closed = cloneElement(children, { onClick: () => change(true) });
	if (!picking) return closed;
	return <EmojiPopover defaultOpen trigger={children} fallback={closed} onPick={onPick} onOpenChange={change} />;
}
