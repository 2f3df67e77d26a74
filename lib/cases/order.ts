import { asc, desc, gt, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { cursorOf } from "../cursor";
import { invalid } from "../errors";

/** The order of a list of cases, its condition after a cursor, and the cursor after its last case. */
type Order = {
	by: SQL[];
	after: SQL | undefined;
	cursorAfter: (last: { id: number; decidedAt: string | null }) => string;
};

/** Open cases come oldest first, others latest decision first. Throws `invalid_request` for a cursor of another list. */
export function orderOf(
	isOpen: boolean,
	{ id, decidedAt }: { id: AnyPgColumn; decidedAt: AnyPgColumn },
	after: [key: string, id: number] | undefined,
): Order {
	if (after && !(isOpen ? after[0] === "" : /^\d{1,15}$/.test(after[0])))
		throw invalid({ cursor: "Is not a cursor of this list." });
	if (isOpen) return { by: [asc(id)], after: after && gt(id, after[1]), cursorAfter: (last) => cursorOf("", last.id) };
	return {
		by: [desc(decidedAt), desc(id)],
		after:
			after &&
			sql`(${decidedAt}, ${id})
				< ('epoch'::timestamptz + ${Number(after[0])}::bigint * interval '1 millisecond', ${after[1]}::bigint)`,
		cursorAfter: (last) => cursorOf(`${Date.parse(last.decidedAt ?? "")}`, last.id),
	};
}
