import assert from "node:assert/strict";
import { test } from "node:test";
import { textDirection } from "./text-direction";

test("the first letter decides the side of a bullet or a bar; digits and symbols do not", () => {
	for (const text of ["(2) بند أول", "“שלום” world", "ܫܠܡܐ", "ދިވެހި"]) assert.equal(textDirection(text), "rtl", text);
	for (const text of ["", "12 — !", "hearth رو", "등고선", "éa שלום"]) assert.equal(textDirection(text), "ltr", text);
});
