"use client";

import { Search } from "lucide-react";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { useMac } from "@/app/_client/platform";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Kbd } from "@/app/_ui/kbd";
import { useDialogs } from "../shell/dialog-context";

/** Button that opens the quick switcher. */
export function QuickSwitcherButton() {
	const t = useTranslations("switcher");
	const { open } = useDialogs();
	const mac = useMac();
	if (!useSignedIn()) return null;
	return (
		<button
			type="button"
			aria-haspopup="dialog"
			aria-keyshortcuts={mac ? "Meta+K" : "Control+K"}
			onClick={() => open("switcher")}
			className="ring-inward mb-2.5 flex h-8 w-full items-center gap-2 rounded-md border bg-surface/60 ps-2 pe-1.5 text-meta text-text-faint hover:border-line-strong hover:text-text-muted max-md:h-11 max-md:text-message"
		>
			<Search size="0.875rem" aria-hidden="true" className="shrink-0" />
			<span dir="auto" className="min-w-0 flex-1 truncate [text-align:start]">
				{t("jump")}
			</span>
			<span aria-hidden="true" className="flex max-md:hidden">
				<Kbd>{mac ? "⌘K" : "Ctrl K"}</Kbd>
			</span>
		</button>
	);
}
