import type { MessageListRow } from "./list-rows";
import type { Anchor } from "./list-scroll";

/**
 * The topmost row on the screen that is shown before and after a change, if others have lost or got their room in it.
 * Called when the new rows still have their old places.
 */
export function findAnchor(
	box: HTMLElement,
	before: readonly MessageListRow[],
	after: readonly MessageListRow[],
): Anchor | null {
	const kept = keptRows(before, after);
	if (!kept) return null;
	const screen = box.getBoundingClientRect();
	for (const item of box.querySelectorAll("li")) {
		const seq = kept.get(item.querySelector<HTMLElement>("[data-row]")?.dataset.row ?? "");
		if (seq === undefined) continue;
		const { top, bottom } = item.getBoundingClientRect();
		if (bottom > screen.top && top < screen.bottom) return { seq, top: top - screen.top };
	}
	return null;
}

/** The seqs, by key, of the rows that are shown before and after, if others have lost or got their room; null otherwise. */
export function keptRows(
	before: readonly MessageListRow[],
	after: readonly MessageListRow[],
): ReadonlyMap<string, number> | null {
	const wereHidden = new Map(before.map(({ key, isHidden }) => [key, isHidden]));
	if (!after.some(({ key, isHidden }) => wereHidden.get(key) === !isHidden)) return null;
	const kept = after.filter(({ key, isHidden }) => !isHidden && wereHidden.get(key) === false);
	return new Map(kept.map(({ key, message }) => [key, message.seq]));
}
