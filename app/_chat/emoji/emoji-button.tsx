"use client";

import { cloneElement, type ReactElement, useState } from "react";
import { lazy } from "@/app/_ui/lazy";

const EmojiPopover = lazy(() => import("./emoji-popover").then((module) => module.EmojiPopover));

type Props = {
	/** A button; it opens the sheet of emoji. */
	children: ReactElement<{ onClick?: () => void }>;
	onPick: (emoji: string) => void;
	onOpenChange?: (open: boolean) => void;
};

/** The sheet is made when it is asked for: a list holds many of these. */
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
