import { createContext, useCallback, useContext, useMemo, useState } from "react";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import type { CollapsedAuthors } from "./list-rows";

const Toggle = createContext<(seqs: number[], open: boolean) => void>(() => {});

export const CollapseContext = Toggle;
export const useToggleCollapsed = () => useContext(Toggle);

/** Whose messages are folded away in a list, and which of them were unfolded to be read. */
export function useCollapsed(): [folding: CollapsedAuthors, toggle: (seqs: number[], open: boolean) => void] {
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
