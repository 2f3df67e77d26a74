"use client";

import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useReturnFocus } from "@/app/_ui/use-return-focus";
import { ServerRail } from "./server-rail";

type Props = { onOpenChange: (open: boolean) => void; children: ReactNode };

/** Rail and sidebar over the page, sliding in from its edge. */
export function MobileDrawerPanel({ onOpenChange, children }: Props) {
	const t = useTranslations("common");
	const returnFocus = useReturnFocus();
	return (
		<Radix.Root open onOpenChange={onOpenChange}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-10 animate-fade bg-scrim md:hidden" />
				<Radix.Content
					aria-describedby={undefined}
					onCloseAutoFocus={returnFocus}
					// The drawer itself gets the focus: a focused first control could open a tooltip over the rest.
					onOpenAutoFocus={(event) => {
						event.preventDefault();
						if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
					}}
					className="fixed inset-y-0 start-0 z-11 grid w-[calc(100%-48px)] max-w-90 animate-drawer grid-cols-[4rem_minmax(0,1fr)] grid-rows-[minmax(0,1fr)] bg-canvas pb-[env(safe-area-inset-bottom)] shadow-menu outline-none md:hidden"
				>
					<Radix.Title className="sr-only">{t("navigation")}</Radix.Title>
					<ServerRail />
					<div className="flex min-h-0 min-w-0 flex-col">{children}</div>
					<Radix.Close
						aria-label={t("close")}
						className="absolute start-full top-1.5 ms-0.5 grid size-11 place-items-center rounded-full bg-overlay text-text"
					>
						<X size="1.25rem" aria-hidden="true" />
					</Radix.Close>
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
