"use client";

import { UserX } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToggleCollapsed } from "./blocked-messages";
import type { MessageListRow } from "./list-rows";

/** Stands for messages of somebody who is blocked, or above them while they are shown. */
export function CollapsedMessages({ folded }: { folded: NonNullable<MessageListRow["folded"]> }) {
	const t = useTranslations("people");
	const toggle = useToggleCollapsed();
	const { seqs, open } = folded;
	return (
		<p className="col-span-full flex min-h-7 flex-wrap items-center gap-x-2 text-meta text-text-faint max-md:min-h-11">
			<UserX size="0.875rem" aria-hidden="true" className="mx-[11px] shrink-0" />
			{t("folded", { count: seqs.length })}
			<button
				type="button"
				tabIndex={-1}
				aria-expanded={open}
				onClick={() => toggle(seqs, !open)}
				className="link max-md:min-h-11 max-md:px-2"
			>
				{open ? t("hide") : t("show")}
			</button>
		</p>
	);
}
