import assert from "node:assert/strict";
import { test } from "node:test";
import { answerMissing, asksQuestion } from "./join-form";

test("the answer to a question is missing if it is empty or blank", () => {
	for (const answer of ["", "  ", "\n\t"]) assert.equal(answerMissing("Why?", answer), true, JSON.stringify(answer));
	assert.equal(answerMissing("Why?", " Boats "), false);
	assert.equal(answerMissing("", ""), false);
});

test("only a refusal because of a missing answer leads to the question", () => {
	const unmet = "join_requirements_not_met";
	assert.equal(asksQuestion({ code: unmet, fields: { minAccountMinutes: "Too young." } }), false);
	assert.equal(asksQuestion({ code: "invalid_request", fields: { answer: "Too long." } }), false);
	assert.equal(asksQuestion({ code: unmet, fields: { answer: "Answer it." } }), true);
});
