import assert from "node:assert/strict";
import { test } from "node:test";
import { processorMs } from "@/test/support/processor-time";
import { Trie } from "./trie";

const finds = (word: string, text: string) => {
	const trie = new Trie();
	trie.set(1, [word]);
	return trie.ownersIn(text).length > 0;
};

test("finds whole words in any case and between any separators, and never inside other words", () => {
	for (const text of ["kiln", "the KILN is on", "(kiln)", "kiln.", "new-kiln", "“Kiln”", "a\nkiln"])
		assert.ok(finds("kiln", text), text);
	for (const text of ["", "kilns", "akiln", "kiln_2", "kiln2", "ki ln", "k i l n"])
		assert.ok(!finds("kiln", text), text);
	assert.ok(finds("c++", "I like C++!"));
	assert.ok(!finds("c++", "c + +"));
	assert.ok(finds("ÉTÉ".toLowerCase(), "l’e\u0301te\u0301"));
	assert.ok(!finds("cafe", "cafe\u0301"));
	assert.ok(finds("собака", "Собака, лает"));
});

test("finds several words in their order, with any white space between them", () => {
	assert.ok(finds("field trip", "The FIELD \n trip starts"));
	assert.ok(!finds("field trip", "field trips"));
	assert.ok(!finds("field trip", "field, trip"));
});

test("searches scripts without spaces letter by letter", () => {
	assert.ok(finds("서울", "내일 서울에서 만나요"));
	assert.ok(finds("東京", "私は東京都に住む"));
	assert.ok(!finds("東京", "京東"));
});

test("finds many users' keywords in one pass, in time that does not grow with their number", () => {
	const trie = new Trie();
	for (let owner = 0; owner < 20_000; owner++) trie.set(owner, [`word${owner} again`]);
	trie.set(7, ["word7 again", "kiln"]);
	assert.deepEqual(trie.ownersIn("kiln, word19999 again and word7 Again").toSorted(), [19999, 7]);
	const hostile = "a ".repeat(2000);
	const deep = new Trie();
	deep.set(1, ["a ".repeat(25).trim()]);
	const began = processorMs();
	assert.deepEqual(deep.ownersIn(hostile), [1]);
	assert.ok(processorMs() - began < 500);
});

test("replacing one user's keywords leaves no trace, and affects nobody else's", () => {
	const trie = new Trie();
	trie.set(1, ["kiln", "kiln opening", "glaze"]);
	trie.set(2, ["kiln"]);
	for (let n = 0; n < 1000; n++) trie.set(1, [`word ${n}`, "kiln"]);
	trie.set(1, ["wheel"]);
	assert.deepEqual(trie.ownersIn("kiln opening, glaze, word 999"), [2]);
	assert.deepEqual(trie.ownersIn("the wheel"), [1]);
	for (const owner of [1, 2, 3]) trie.set(owner, []);
	assert.deepEqual(trie, new Trie());
});
