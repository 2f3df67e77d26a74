"use client";

import * as Dialog from "@radix-ui/react-dialog";
import * as Popover from "@radix-ui/react-popover";
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { useReturnFocus } from "@/app/_ui/use-return-focus";
import { ProfileBody } from "./profile-body";

type Props = { username: string; anchor: HTMLElement | null; onClose: () => void };

/** A user's profile: beside the clicked element, centred without one, and as a bottom sheet on a phone. */
export function ProfileCard({ username, anchor, onClose }: Props) {
	const t = useTranslations("people");
	const common = useTranslations("common");
	const [isNarrow] = useState(() => matchMedia("(width < 48rem)").matches);
	const returnFocus = useReturnFocus();
	/** Run after the focus has returned, because it may move it. */
	const afterwards = useRef<(() => void) | null>(null);
	const close = (then?: () => void) => {
		afterwards.current = then ?? null;
		onClose();
	};
	const onCloseAutoFocus = (event: Event) => {
		if (!afterwards.current) return returnFocus(event);
		event.preventDefault();
		afterwards.current();
	};
	// Closes the card when its row is scrolled away and unmounted.
	useEffect(() => {
		if (anchor && !anchor.isConnected) onClose();
	}, [anchor, onClose]);

	const body = <ProfileBody username={username} onDone={close} />;
	if (anchor && !isNarrow)
		return (
			<Popover.Root open onOpenChange={(open) => !open && close()}>
				<Popover.Anchor virtualRef={{ current: anchor }} />
				<Popover.Portal>
					<Popover.Content
						side="right"
						align="start"
						sideOffset={8}
						collisionPadding={12}
						aria-label={t("profileOf", { username })}
						onCloseAutoFocus={onCloseAutoFocus}
						className="z-20 max-h-(--radix-popover-content-available-height) w-80 animate-pop overflow-y-auto rounded-xl border bg-overlay p-4 text-text shadow-menu outline-none"
					>
						{body}
					</Popover.Content>
				</Popover.Portal>
			</Popover.Root>
		);
	return (
		<Dialog.Root open onOpenChange={(open) => !open && close()}>
			<Dialog.Portal>
				<Dialog.Overlay className="fixed inset-0 z-12 grid animate-fade place-items-center overflow-y-auto bg-scrim p-4 max-md:place-items-end max-md:p-0">
					<Dialog.Content
						aria-describedby={undefined}
						onCloseAutoFocus={onCloseAutoFocus}
						className="relative w-full max-w-88 animate-pop rounded-xl border bg-overlay p-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-text shadow-menu outline-none max-md:max-w-none max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0"
					>
						<Dialog.Title className="sr-only">{t("profileOf", { username })}</Dialog.Title>
						{body}
						<Dialog.Close asChild>
							<IconButton label={common("close")} className="absolute end-2 top-2">
								<X size="1.125rem" aria-hidden="true" />
							</IconButton>
						</Dialog.Close>
					</Dialog.Content>
				</Dialog.Overlay>
			</Dialog.Portal>
		</Dialog.Root>
	);
}
