import type { RailTarget, Side } from "@/app/_client/servers/rail-moves";

export type RailGestures = {
	onStep: (target: RailTarget, by: -1 | 1) => void;
	onDrop: (target: RailTarget, anchor: RailTarget, where: Side | "onto") => void;
	onMenu: (target: RailTarget, x: number, y: number) => void;
};

const longPressMs = 500;
const slackPx = 10;

/** Listens to keys, drags, second buttons and long presses on the rows of the rail. Returns what ends it. */
export function followGestures(list: HTMLElement, gestures: () => RailGestures): () => void {
	const over = new AbortController();
	const on = <Name extends keyof HTMLElementEventMap>(
		name: Name,
		listener: (event: HTMLElementEventMap[Name]) => void,
		options: AddEventListenerOptions = {},
	) => list.addEventListener(name, listener, { ...options, signal: over.signal });
	followKeysAndMenus(on, gestures);
	followPresses(on, gestures);
	followDrags(on, gestures);
	// Safari would show a preview of the page behind the link.
	list.style.setProperty("-webkit-touch-callout", "none");
	return () => over.abort();
}

type On = <Name extends keyof HTMLElementEventMap>(
	name: Name,
	listener: (event: HTMLElementEventMap[Name]) => void,
	options?: AddEventListenerOptions,
) => void;

function followKeysAndMenus(on: On, gestures: () => RailGestures): void {
	on("keydown", (event) => {
		const { key, altKey, shiftKey, ctrlKey, metaKey } = event;
		const by = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : null;
		const row = rowAt(event.target);
		if (!row || by === null || !altKey || !shiftKey || ctrlKey || metaKey) return;
		// Elsewhere the same keys lead to the next unread channel.
		event.preventDefault();
		event.stopPropagation();
		gestures().onStep(targetOf(row), by);
	});
	on("contextmenu", (event) => {
		const row = rowAt(event.target);
		if (!row || event.shiftKey) return;
		event.preventDefault();
		const { left, bottom } = boxOf(row);
		// The menu key has no place of its own.
		const isKey = event.clientX === 0 && event.clientY === 0;
		gestures().onMenu(targetOf(row), isKey ? left : event.clientX, isKey ? bottom : event.clientY);
	});
}

/** Not all browsers report a long press as a second button. */
function followPresses(on: On, gestures: () => RailGestures): void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let from = { x: 0, y: 0 };
	let isLong = false;
	const stop = () => clearTimeout(timer);
	on("pointerdown", (event) => {
		const row = rowAt(event.target);
		isLong = false;
		if (!row || event.pointerType !== "touch") return;
		const { clientX: x, clientY: y } = event;
		from = { x, y };
		stop();
		timer = setTimeout(() => {
			isLong = true;
			gestures().onMenu(targetOf(row), x, y);
		}, longPressMs);
	});
	on("pointermove", ({ clientX, clientY }) => {
		if (Math.hypot(clientX - from.x, clientY - from.y) > slackPx) stop();
	});
	on("pointerup", stop);
	on("pointercancel", stop);
	on(
		"click",
		(event) => {
			if (!isLong) return;
			isLong = false;
			event.preventDefault();
			event.stopPropagation();
		},
		{ capture: true },
	);
}

function followDrags(on: On, gestures: () => RailGestures): void {
	let dragged: HTMLElement | null = null;
	let marked: HTMLElement | null = null;
	const mark = (row: HTMLElement | null, where = "") => {
		if (marked && marked !== row) delete marked.dataset.drop;
		marked = row;
		if (row) row.dataset.drop = where;
	};
	const end = () => {
		mark(null);
		dragged = null;
	};
	on("dragstart", ({ target, dataTransfer }) => {
		dragged = rowAt(target);
		if (dragged && dataTransfer) dataTransfer.effectAllowed = "all";
	});
	on("dragover", (event) => {
		const row = rowAt(event.target);
		// A row that has left the document has no `dragend`.
		if (!dragged?.isConnected) return mark(null);
		if (!row || dragged.contains(row)) return mark(null);
		event.preventDefault();
		if (event.dataTransfer) event.dataTransfer.dropEffect = "move";
		mark(row, whereIn(row, event.clientY, dragged));
	});
	on("dragleave", ({ relatedTarget }) => {
		if (!rowAt(relatedTarget)) mark(null);
	});
	on("drop", (event) => {
		const where = marked?.dataset.drop;
		if (dragged && marked && (where === "before" || where === "after" || where === "onto")) {
			event.preventDefault();
			gestures().onDrop(targetOf(dragged), targetOf(marked), where);
		}
		end();
	});
	on("dragend", end);
}

/** A server is dropped onto the middle of another row; a folder only between rows. */
function whereIn(row: HTMLElement, y: number, dragged: HTMLElement): Side | "onto" {
	const { top, height } = boxOf(row);
	const part = (y - top) / height;
	const edge = "folderId" in targetOf(dragged) ? 0.5 : 0.28;
	return part < edge ? "before" : part > 1 - edge ? "after" : "onto";
}

const boxOf = (row: HTMLElement) => (row.querySelector("a, button") ?? row).getBoundingClientRect();

const rowAt = (target: EventTarget | null): HTMLElement | null =>
	target instanceof Element ? target.closest<HTMLElement>("[data-rail]") : null;

/** `s12` is a server, `f3` a folder. */
function targetOf({ dataset }: HTMLElement): RailTarget {
	const id = Number(dataset.rail?.slice(1));
	return dataset.rail?.startsWith("f") ? { folderId: id } : { serverId: id };
}

export const selectorOf = (target: RailTarget): string =>
	"folderId" in target ? `[data-rail="f${target.folderId}"]` : `[data-rail="s${target.serverId}"]`;
