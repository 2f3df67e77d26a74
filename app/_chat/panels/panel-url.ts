/** The panels beside a conversation. */
export const panelKinds = ["members", "thread", "threads", "pins", "search", "saved", "inbox"] as const;
export type PanelKind = (typeof panelKinds)[number];

/** A panel in the address. The member list is stored as a preference of this device instead. */
export type PanelTarget =
	| { kind: Exclude<PanelKind, "members" | "thread"> }
	| { kind: "thread"; seq: number; reply?: number };

/** The panel in an address; with a search over a thread, the search. */
export function panelIn(params: Pick<URLSearchParams, "get">): PanelTarget | null {
	const named = panelKinds.find((kind) => kind === params.get("panel"));
	if (named && named !== "members" && named !== "thread") return { kind: named };
	const seq = numberIn(params.get("thread"));
	if (seq === null) return null;
	const reply = numberIn(params.get("reply"));
	return { kind: "thread", seq, ...(reply !== null && { reply }) };
}

/** The address with this panel open. A thread stays below a panel opened over it, and Back returns to it. */
export function withPanel(params: URLSearchParams, place: PanelTarget | null): URLSearchParams {
	const next = new URLSearchParams(params);
	next.delete("panel");
	if (place && place.kind !== "thread") {
		next.set("panel", place.kind);
		return next;
	}
	next.delete("thread");
	next.delete("reply");
	if (place) {
		next.set("thread", String(place.seq));
		if (place.reply !== undefined) next.set("reply", String(place.reply));
	}
	return next;
}

const numberIn = (text: string | null): number | null =>
	text && /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : null;
