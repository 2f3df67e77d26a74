import assert from "node:assert/strict";
import { test } from "node:test";
import type { AutomodRule, RuleMatcher } from "@/lib/realtime/protocol";
import { actionNames, draftOf, newDraft, partsOf, ruleOf } from "./rule-draft";

const common = {
	id: 1,
	name: "One",
	enabled: true,
	message: "Please no.",
	exempt: { roleIds: [2], channelIds: [3] },
	actions: { refuse: true },
	createdAt: "",
	updatedAt: "",
} as const;

test("a rule of each kind that is opened and saved unchanged stays as it was", () => {
	const matchers: RuleMatcher[] = [
		{ kind: "words", settings: { words: ["a", "b c*"], spacedLetters: false } },
		{ kind: "patterns", settings: { patterns: ["a+", "b|c"] } },
		{ kind: "links", settings: { block: "listed", domains: ["a.example", "b.example"], invites: false } },
		{ kind: "links", settings: { block: "none", domains: [], invites: true } },
		{ kind: "mentions", settings: { max: 5, seconds: 30, everyone: false } },
		{ kind: "repeat", settings: { times: 4, seconds: 30 } },
		{ kind: "flood", settings: { messages: null, seconds: 30, lines: 20, attachmentsOnly: true } },
		{ kind: "newcomer", settings: { minutes: 9, links: false, files: true, mentions: true } },
	];
	for (const matcher of matchers) {
		const rule = { ...common, exempt: { roleIds: [2], channelIds: [3] }, ...matcher } as AutomodRule;
		const { id: _, enabled: _enabled, createdAt: _created, updatedAt: _updated, ...written } = rule;
		assert.deepEqual(ruleOf(draftOf(rule)), written);
	}
});

test("the actions of a rule that is opened and saved unchanged stay as they were, and are named in the list", () => {
	const matcher = { kind: "patterns", settings: { patterns: ["a"] } } as const;
	for (const [actions, names] of [
		[{ refuse: true }, ["refuse"]],
		[{ refuse: true, timeout: { minutes: 90 } }, ["refuse", "timeout"]],
		[{ flag: true }, ["flag"]],
		[{ flag: true, timeout: { minutes: 1 }, removeAfter: true }, ["removeAfter", "flag", "timeout"]],
	] as const) {
		assert.deepEqual(
			ruleOf(draftOf({ ...common, exempt: { roleIds: [], channelIds: [] }, ...matcher, actions } as never)).actions,
			actions,
		);
		assert.deepEqual(actionNames(actions), names);
	}
	const draft = { ...newDraft("No."), flag: true };
	assert.deepEqual(ruleOf(draft).actions, { refuse: true }, "a refused message is not flagged");
	assert.deepEqual(ruleOf({ ...draft, outcome: "keep" }).actions, { flag: true });
});

test("lists have one item a line, and an empty number is no limit", () => {
	const draft = { ...newDraft("No."), words: " a \n\nb\n", lines: " " };
	assert.deepEqual(ruleOf(draft).settings, { words: ["a", "b"], spacedLetters: true });
	assert.deepEqual(ruleOf({ ...draft, kind: "flood" }).settings, {
		messages: 10,
		seconds: 60,
		lines: null,
		attachmentsOnly: false,
	});
});

test("highlights divide a text into its parts", () => {
	const text = (parts: ReturnType<typeof partsOf>) => parts.map((part) => (part.isHit ? `[${part.text}]` : part.text));
	assert.deepEqual(text(partsOf("so spam it is", [[3, 7]])), ["so ", "[spam]", " it is"]);
	assert.deepEqual(text(partsOf("spam", [[0, 4]])), ["[spam]"]);
	assert.deepEqual(text(partsOf("fine", [])), ["fine"]);
});
