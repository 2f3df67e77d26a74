"use client";

import * as Radix from "@radix-ui/react-dialog";
import { type ComponentProps, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { classNames } from "./class-names";

type Props = Pick<ComponentProps<typeof Radix.Content>, "onOpenAutoFocus" | "onCloseAutoFocus"> & {
	open: boolean;
	onOpenChange: (open: boolean) => void;
	title: string;
	trigger?: ReactNode;
	className?: string;
	children: ReactNode;
};

const farEnough = 80;

/** A sheet at the bottom edge, within reach of a thumb; dragging its handle down closes it. */
export function BottomSheet({ open, onOpenChange, title, trigger, className, children, ...focus }: Props) {
	const [pulled, setPulled] = useState(0);
	const from = useRef<number | null>(null);
	const pull = ({ clientY }: PointerEvent) => {
		if (from.current !== null) setPulled(Math.max(0, clientY - from.current));
	};
	const release = ({ type }: PointerEvent) => {
		from.current = null;
		setPulled(0);
		if (type === "pointerup" && pulled > farEnough) onOpenChange(false);
	};
	return (
		<Radix.Root open={open} onOpenChange={onOpenChange}>
			{trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-10 animate-fade bg-scrim" />
				<Radix.Content
					aria-describedby={undefined}
					{...focus}
					style={pulled > 0 ? { transform: `translateY(${pulled}px)` } : undefined}
					className={classNames(
						"fixed inset-x-0 bottom-0 z-11 max-h-[85dvh] animate-pop overflow-y-auto rounded-t-xl border-t bg-overlay pb-[env(safe-area-inset-bottom)] text-text shadow-menu outline-none",
						className,
					)}
				>
					<Radix.Title className="sr-only">{title}</Radix.Title>
					<div
						aria-hidden="true"
						onPointerDown={(event) => {
							event.currentTarget.setPointerCapture(event.pointerId);
							from.current = event.clientY;
						}}
						onPointerMove={pull}
						onPointerUp={release}
						onPointerCancel={release}
						className="grid h-6 shrink-0 touch-none place-items-center"
					>
						<span className="h-1 w-9 rounded-full bg-line-strong" />
					</div>
					{children}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
