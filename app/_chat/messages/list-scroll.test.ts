import assert from "node:assert/strict";
import { test } from "node:test";
import { isWaiting, nextScroll, openingTarget, type ScrollEvent, type ScrollState } from "./list-scroll";

const from = (first: number) => (seq: number) => seq - first;
const rows = (indexOf: (seq: number) => number, isAtHead = true): ScrollEvent => ({
	type: "rowsChanged",
	indexOf,
	isAtHead,
});
const none = () => -1;
const resized = { type: "resized", isAtHead: true, indexOf: from(1) } as const;

/** Runs events from a state; the answer is the last state and every command, in order. */
function run(start: ScrollState, ...events: ScrollEvent[]) {
	let state = start;
	const commands = [];
	for (const event of events) {
		const [next, command] = nextScroll(state, event);
		state = next;
		if (command) commands.push(command);
	}
	return { state, commands };
}

const opening = (seq: number | null, firstUnread: number | null): ScrollState => ({
	mode: "jumping",
	waitingFor: openingTarget(seq, firstUnread),
});
const following: ScrollState = { mode: "following" };
const free: ScrollState = { mode: "free" };

test("a list opens at its end and follows it", () => {
	const { state, commands } = run(opening(null, null), rows(from(1)));
	assert.deepEqual([state, commands], [following, ["toEnd"]]);
});

test("a list opens at the first unread message, below some of the messages before it", () => {
	const { state, commands } = run(opening(null, 40), rows(from(1)));
	assert.deepEqual(commands, [{ index: 39, align: "start", offset: -64, flash: false }]);
	assert.deepEqual(state, { mode: "jumping", waitingFor: null });
});

test("a list whose first unread message is still being loaded stands at its end until then", () => {
	const start: ScrollState = { mode: "jumping", waitingFor: openingTarget(null, 40), isOpening: true };
	const { state, commands } = run(start, rows(none), rows(from(1)));
	assert.deepEqual(commands, ["toEnd", { index: 39, align: "start", offset: -64, flash: false }]);
	assert.deepEqual(state, { mode: "jumping", waitingFor: null });
});

test("a link to a message wins over the first unread message, and highlights it", () => {
	const { commands } = run(opening(7, 40), rows(from(1)));
	assert.deepEqual(commands, [{ index: 6, align: "center", offset: 0, flash: true }]);
});

test("a list that follows its end scrolls when messages arrive or sizes change", () => {
	const { state, commands } = run(following, rows(from(1)), resized);
	assert.deepEqual([state, commands], [following, ["toEnd", "toEnd"]]);
});

test("a window that ends before the newest message is not scrolled", () => {
	const { commands } = run(following, rows(from(1), false), { ...resized, isAtHead: false });
	assert.deepEqual(commands, []);
});

test("a reader who scrolled up keeps their place until they are back at the end", () => {
	const away = run(following, { type: "scrolled", isAtEnd: false }, rows(from(1)), resized);
	assert.deepEqual([away.state, away.commands], [free, []]);
	const back = run(away.state, { type: "scrolled", isAtEnd: true }, rows(from(1)));
	assert.deepEqual([back.state, back.commands], [following, ["toEnd"]]);
});

test("a jump to a loaded message scrolls at once and leaves the end", () => {
	const { state, commands } = run(following, { type: "jump", seq: 5, index: 4 }, rows(from(1)));
	assert.deepEqual([state, commands], [free, [{ index: 4, align: "center", offset: 0, flash: true }]]);
});

test("a jump waits for its row, and nothing else scrolls meanwhile", () => {
	const waiting = run(
		following,
		{ type: "jump", seq: 5, index: -1 },
		rows(none),
		resized,
		{ type: "scrolled", isAtEnd: true },
		{ type: "measured" },
	);
	assert.equal(isWaiting(waiting.state), true);
	assert.deepEqual(waiting.commands, []);
	const { state, commands } = run(waiting.state, rows(from(3)));
	assert.deepEqual(commands, [{ index: 2, align: "center", offset: 0, flash: true }]);
	assert.equal(isWaiting(state), false);
});

test("the position counts again only when the rows around the target are measured", () => {
	const arrived = run(opening(null, 99), rows(from(1))).state;
	const early = run(arrived, { type: "scrolled", isAtEnd: true }, rows(from(1)), resized);
	assert.deepEqual([early.state, early.commands], [arrived, []]);
	assert.deepEqual(run(arrived, { type: "measured" }).state, free);
	assert.deepEqual(run(arrived, { type: "measured" }, { type: "scrolled", isAtEnd: true }).state, following);
});

test("a jump to the end scrolls at once when the newest messages are loaded, else with the next rows", () => {
	assert.deepEqual(run(free, { type: "jumpToEnd", isLoaded: true }), { state: following, commands: ["toEnd"] });
	const waiting = run(free, { type: "jumpToEnd", isLoaded: false });
	assert.deepEqual(waiting.commands, []);
	assert.deepEqual(run(waiting.state, rows(from(1))), { state: following, commands: ["toEnd"] });
});

test("the latest jump replaces the one before it", () => {
	const { state, commands } = run(
		free,
		{ type: "jump", seq: 900, index: -1 },
		{ type: "jump", seq: 5, index: 4 },
		rows(from(1)),
	);
	assert.deepEqual([state, commands.length], [free, 1]);
	assert.deepEqual(
		run(free, { type: "jump", seq: 9, index: -1 }, { type: "jumpToEnd", isLoaded: true }).state,
		following,
	);
});

test("when messages around it are deleted or come back, the topmost that stays keeps its place until the rows have settled", () => {
	const anchor = { seq: 7, top: 250 };
	const { state, commands } = run(free, { type: "roomChanged", anchor }, rows(from(1)), resized, {
		type: "scrolled",
		isAtEnd: false,
	});
	assert.deepEqual(commands, [{ index: 6, align: "start", offset: -250, flash: false }]);
	assert.deepEqual(state, { mode: "free", anchor });
	assert.deepEqual(run(state, { type: "settled", anchor }, resized), { state: free, commands: [] });
	assert.deepEqual(run(state, { ...resized, indexOf: none }).commands, []);
	assert.deepEqual(run(following, { type: "roomChanged", anchor }, resized), { state: following, commands: ["toEnd"] });
});

test("a row stays the anchor until the rows have settled after its own change, not after an earlier one", () => {
	const [first, second] = [
		{ seq: 7, top: 250 },
		{ seq: 9, top: 90 },
	];
	const { state, commands } = run(
		free,
		{ type: "roomChanged", anchor: first },
		{ type: "roomChanged", anchor: second },
		{ type: "settled", anchor: first },
		resized,
	);
	assert.deepEqual([state, commands.length], [{ mode: "free", anchor: second }, 1]);
	assert.deepEqual(run(state, { type: "settled", anchor: second }).state, free);
});
