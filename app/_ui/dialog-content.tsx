"use client";

import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "./class-names";
import { IconButton } from "./icon-button";
import { useReturnFocus } from "./use-return-focus";

export type DialogProps = {
	open: boolean;
	onOpenChange: (open: boolean) => void;
	title: ReactNode;
	text?: ReactNode;
	/** With unsaved input, Escape and the backdrop do not close; the buttons still do. */
	dirty?: boolean;
	/** A question: no close button, and the first button (the safe one) has the focus. */
	question?: boolean;
	width?: string;
	children: ReactNode;
};

export function DialogContent({
	open,
	onOpenChange,
	title,
	text,
	dirty,
	question,
	width = "max-w-110",
	children,
}: DialogProps) {
	const t = useTranslations("common");
	const returnFocus = useReturnFocus();
	const keepOpen = (event: Event) => dirty && event.preventDefault();
	return (
		<Radix.Root open={open} onOpenChange={onOpenChange}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-12 grid animate-fade place-items-center overflow-y-auto bg-scrim p-4">
					<Radix.Content
						role={question ? "alertdialog" : "dialog"}
						aria-describedby={text ? undefined : ""}
						onCloseAutoFocus={returnFocus}
						onInteractOutside={keepOpen}
						onEscapeKeyDown={keepOpen}
						className={classNames(
							"relative z-11 w-full animate-pop rounded-xl border bg-overlay p-5 text-text shadow-menu focus:outline-none",
							width,
						)}
					>
						<header className={question ? undefined : "pe-9"}>
							<Radix.Title className="text-section font-bold tracking-[-0.01em] wrap-anywhere">{title}</Radix.Title>
							{text && (
								<Radix.Description className="mt-1 text-sm text-text-muted wrap-anywhere">{text}</Radix.Description>
							)}
						</header>
						<div className="mt-4">{children}</div>
						{/* Last in the order, so that the first field has the focus. */}
						{!question && (
							<Radix.Close asChild>
								<IconButton label={t("close")} className="absolute end-3 top-3">
									<X size="1.125rem" aria-hidden="true" />
								</IconButton>
							</Radix.Close>
						)}
					</Radix.Content>
				</Radix.Overlay>
			</Radix.Portal>
		</Radix.Root>
	);
}
