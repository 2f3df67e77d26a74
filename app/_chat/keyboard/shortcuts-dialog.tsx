"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { Dialog } from "@/app/_ui/dialog";
import { ShortcutList } from "./shortcut-list";

/** The keyboard shortcuts as a dialog on any page. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
	const t = useTranslations("keys");
	return (
		<Dialog open onOpenChange={onClose} title={t("title")} text={t("text")} width="max-w-200">
			{/* It has the focus, so that the arrows scroll it. */}
			<section
				aria-label={t("title")}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
				tabIndex={0}
				className="-mx-2 max-h-[calc(100dvh-10rem)] gap-x-8 overflow-y-auto rounded-md px-2 py-2 ring-inward md:columns-2"
			>
				<ShortcutList />
			</section>
		</Dialog>
	);
}
