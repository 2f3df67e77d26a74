import type { Message } from "@/lib/realtime/protocol";
import { type CollapsedAuthors, joinFolding, type MessageListRow } from "./list-rows";

const folded = new WeakSet<MessageListRow>();

/** Whether a row was built when this code was loaded already. */
export const isFolded = (row: MessageListRow): boolean => folded.has(row);

const joinsMs = 60 * 60_000;

/** Users who join one after the other, within an hour, share a row. A user whom others welcome keeps their own. */
function foldJoins(rows: MessageListRow[], answered: ReadonlySet<number>, folding?: CollapsedAuthors): void {
	let first: MessageListRow | null = null;
	for (const row of rows) {
		const { seq, author, reactions, system, createdAt } = row.message;
		if (row.isHidden) continue;
		if (system) folded.add(row);
		const isJoin =
			system?.type === "joined" && reactions.length === 0 && !answered.has(seq) && !folding?.blocked.has(author.id);
		const lasts = first && Date.parse(createdAt) - Date.parse(first.message.createdAt) < joinsMs;
		if (!isJoin) first = null;
		else if (!first || !lasts || row.startsDay || row.isFirstUnread) first = row;
		else {
			const start: Message = first.message;
			first.folded ??= { seqs: [start.seq], open: folding?.open.has(start.seq) ?? false, joined: [start] };
			first.folded.seqs.push(seq);
			first.folded.joined?.push(row.message);
			row.isHidden = !first.folded.open;
		}
	}
}

joinFolding.fold = foldJoins;
