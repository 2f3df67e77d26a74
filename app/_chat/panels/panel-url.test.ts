import assert from "node:assert/strict";
import { test } from "node:test";
import { panelIn, withPanel } from "./panel-url";

const of = (query: string) => panelIn(new URLSearchParams(query));

test("an address without a valid panel opens none", () => {
	for (const query of [
		"",
		"panel=",
		"panel=members",
		"panel=nothing",
		"thread=0",
		"thread=-1",
		"thread=x",
		"thread=1e3",
	])
		assert.equal(of(query), null, query);
});

test("the address names a panel, a thread and one of its replies", () => {
	assert.deepEqual(of("panel=pins"), { kind: "pins" });
	assert.deepEqual(of("thread=7"), { kind: "thread", seq: 7 });
	assert.deepEqual(of("thread=7&reply=9"), { kind: "thread", seq: 7, reply: 9 });
});

test("a panel over a thread is shown, and closing it shows the thread again", () => {
	const thread = withPanel(new URLSearchParams("x=1"), { kind: "thread", seq: 7 });
	const search = withPanel(thread, { kind: "search" });
	assert.deepEqual(panelIn(search), { kind: "search" });
	search.delete("panel");
	assert.deepEqual(panelIn(search), { kind: "thread", seq: 7 });
	assert.equal(withPanel(thread, null).toString(), "x=1");
});
