"use client";

import { createContext, useCallback, useMemo, useState } from "react";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import type { CollapsedAuthors } from "./list-rows";

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
