// biome-ignore-all lint/suspicious/noTemplateCurlyInString: test code contains it.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { highlightCode } from "./highlight-code";
import { HighlightQueue } from "./highlight-queue";

/** A worker that responds on demand, or never. */
class FakeWorker {
	onmessage: Worker["onmessage"] = null;
	onerror: Worker["onerror"] = null;
	readonly asked: string[] = [];
	isTerminated = false;
	postMessage({ text }: { text: string }): void {
		this.asked.push(text);
	}
	terminate(): void {
		this.isTerminated = true;
	}
	sends(data: unknown): void {
		this.onmessage?.call(this as never, { data } as MessageEvent);
	}
}

function open() {
	const workers: FakeWorker[] = [];
	const queue = new HighlightQueue(() => {
		const worker = new FakeWorker();
		workers.push(worker);
		return worker;
	});
	return { queue, workers };
}

test("a block that takes over 100 ms ends its worker and stays plain, and the next one gets another worker", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout"] });
	const { queue, workers } = open();
	const done = mock.fn();
	queue.add({ text: "slow", language: "js", done });
	queue.add({ text: "quick", language: "js", done });
	t.mock.timers.tick(5000);
	assert.equal(done.mock.callCount(), 0, "loading has a deadline of its own");
	workers[0]?.sends("ready");
	assert.deepEqual(workers[0]?.asked, [""]);
	t.mock.timers.tick(5000);
	assert.equal(done.mock.callCount(), 0, "and so has compiling a grammar");
	workers[0]?.sends([]);
	t.mock.timers.tick(99);
	assert.equal(workers[0]?.isTerminated, false);
	t.mock.timers.tick(1);
	assert.equal(workers[0]?.isTerminated, true);
	assert.deepEqual(done.mock.calls[0]?.arguments, [null]);
	workers[1]?.sends("ready");
	workers[1]?.sends([]);
	assert.deepEqual(workers[1]?.asked, ["", "quick"]);
	workers[1]?.sends([{ text: "quick", className: null }]);
	assert.equal(done.mock.callCount(), 2);
	// The slow one is not retried.
	queue.add({ text: "slow", language: "js", done });
	assert.equal(done.mock.callCount(), 3);
	assert.equal(workers.length, 2);
});

test("a worker that does not start, or fails, leaves code plain; a cancelled block is not sent", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout"] });
	const { queue, workers } = open();
	const done = mock.fn();
	queue.add({ text: "a", language: "js", done });
	queue.add({ text: "b", language: "js", done })();
	t.mock.timers.tick(10_000);
	assert.equal(workers[0]?.isTerminated, true);
	assert.equal(done.mock.callCount(), 1);
	queue.add({ text: "c", language: "js", done });
	workers[1]?.onerror?.call(workers[1] as never, new Error("failed") as never);
	assert.deepEqual(done.mock.calls[1]?.arguments, [null]);
	assert.equal(workers.length, 2);
});

test("highlighted pieces add up to the code, and Markdown, whose grammar is slow, stays plain", () => {
	const text = "const a = `b ${c}`; // d";
	const pieces = highlightCode(text, "js");
	assert.equal(pieces?.map((piece) => piece.text).join(""), text);
	assert.ok(pieces?.some(({ className }) => className === "hljs-keyword"));
	for (const language of ["markdown", "md", "mkdown", "mkd", "nonsense"])
		assert.equal(highlightCode("[a](", language), null);
});
