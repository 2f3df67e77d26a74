"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { CollapsedMessages } from "./blocked-messages";
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
