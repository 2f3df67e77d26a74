"use client";

import * as Radix from "@radix-ui/react-tooltip";
import type { ReactNode } from "react";

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
	<Radix.Provider delayDuration={300} skipDelayDuration={200}>
		{children}
	</Radix.Provider>
);

type Props = { label: ReactNode; side?: "top" | "right" | "bottom" | "left"; children: ReactNode };

/** Words for what an icon shows. The trigger must have the same words as its accessible name. */
export function Tooltip({ label, side = "top", children }: Props) {
	return (
		<Radix.Root disableHoverableContent>
			<Radix.Trigger asChild>{children}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					side={side}
					sideOffset={6}
					collisionPadding={8}
					className="pointer-events-none z-20 max-w-64 animate-pop rounded-md border bg-overlay px-2.5 py-1.5 text-meta text-text shadow-floating wrap-anywhere"
				>
					{label}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
