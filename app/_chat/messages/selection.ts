import type { Message } from "@/lib/realtime/protocol";
import type { MessageListRow } from "./list-rows";

/** The selected messages, by number. */
export type Selected = ReadonlyMap<number, Message>;

/** As many as one moderation action removes. */
export const maxSelected = 100;

export const isSelectable = ({ message, outgoing, isHidden, folded }: MessageListRow): boolean =>
	!isHidden && !outgoing && !message.deletedAt && (!folded || folded.open);

/** With the message, or without it if it was selected; null beyond the maximum. */
export function toggled(selected: Selected, message: Message): Selected | null {
	const next = new Map(selected);
	if (next.delete(message.seq)) return next;
	return next.size >= maxSelected ? null : next.set(message.seq, message);
}

/** With all messages between two rows, those nearest to the first of them up to the maximum. */
export function withRange(
	selected: Selected,
	rows: readonly MessageListRow[],
	[from, to]: readonly [number, number],
): { next: Selected; isCut: boolean } {
	const [low, high] = [Math.min(from, to), Math.max(from, to)];
	const between = rows.filter((row) => isSelectable(row) && row.message.seq >= low && row.message.seq <= high);
	const next = new Map(selected);
	for (const { message } of from <= to ? between : between.toReversed()) {
		if (next.size >= maxSelected && !next.has(message.seq)) return { next, isCut: true };
		next.set(message.seq, message);
	}
	return { next, isCut: false };
}

/** The next row in a direction that can be selected. */
export function rowBeside(rows: readonly MessageListRow[], key: string, step: 1 | -1): MessageListRow | undefined {
	const at = rows.findIndex((row) => row.key === key);
	const beyond = at < 0 ? [] : step === 1 ? rows.slice(at + 1) : rows.slice(0, at).reverse();
	return beyond.find(isSelectable);
}

/** Without the messages that were deleted meanwhile. The same object if there are none. */
export function withoutDeleted(selected: Selected, now: (seq: number) => Message | undefined): Selected {
	const left = [...selected].filter(([seq]) => !now(seq)?.deletedAt);
	return left.length === selected.size ? selected : new Map(left);
}

/** Whether it holds messages of others, which are those that can be deleted together. */
export const hasOthers = (selected: Selected, viewerId: number): boolean =>
	[...selected.values()].some(({ author }) => author.id !== viewerId);

/** In the order of the conversation. */
export const inOrder = (selected: Selected): Message[] => [...selected.values()].sort((a, b) => a.seq - b.seq);
