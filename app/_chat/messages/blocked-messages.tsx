"use client";

import { UserX } from "lucide-react";
import { createContext, useCallback, useContext, useMemo, useState } from "react";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { CollapsedAuthors, MessageListRow } from "./list-rows";

/** Shows or hides the messages of blocked users with these sequence numbers. */
export const CollapseContext = createContext<(seqs: number[], open: boolean) => void>(() => {});

/** The authors whose messages a list collapses, and the messages that the user has expanded. */
export function useCollapsed(): [collapsed: CollapsedAuthors, toggle: (seqs: number[], open: boolean) => void] {
	const blocked = useBlockedUsers();
	const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
	const toggle = useCallback(
		(seqs: number[], opens: boolean) =>
			setOpen((known) => {
				const next = new Set(known);
				for (const seq of seqs) opens ? next.add(seq) : next.delete(seq);
				return next;
			}),
		[],
	);
	return [useMemo(() => ({ blocked, open }), [blocked, open]), toggle];
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
