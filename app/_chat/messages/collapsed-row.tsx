"use client";

import { UserX } from "lucide-react";
import { useContext } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { CollapseContext } from "./blocked-messages";
import type { MessageListRow } from "./list-rows";
import { rowClass } from "./message-row-props";

type Props = { rowKey: string; folded: NonNullable<MessageListRow["folded"]>; isCursor: boolean };

/** The row in place of messages by a blocked user. */
export function CollapsedRow({ rowKey, folded, isCursor }: Props) {
	const t = useTranslations("people");
	return (
		<article
			tabIndex={isCursor ? 0 : -1}
			data-row={rowKey}
			aria-label={t("folded", { count: folded.seqs.length })}
			className={`${rowClass} mt-2.5 hover:bg-surface-hover`}
		>
			<CollapsedMessages folded={folded} />
		</article>
	);
}

/** The placeholder for a blocked user's messages; while they are expanded it is above them. */
export function CollapsedMessages({ folded }: { folded: NonNullable<MessageListRow["folded"]> }) {
	const t = useTranslations("people");
	const toggle = useContext(CollapseContext);
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
