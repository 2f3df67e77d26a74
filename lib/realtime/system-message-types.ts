/** A system message about its author; `uncounted` if it does not count as unread. A newer server may send more types. */
export type SystemMessage = (
	| { type: "joined" }
	| { type: "pinned"; seq: number }
	| { type: "renamed"; before: string; after: string }
) & { uncounted?: true };
