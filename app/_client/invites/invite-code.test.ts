import assert from "node:assert/strict";
import { test } from "node:test";
import { inviteCodeIn } from "./invite-code";

test("no code is found in other texts, links and spellings", () => {
	for (const text of [
		"",
		"hello",
		"aB3dE5fG7hJ",
		"aB3dE5fG7hJkx",
		"aB3dE5fG7hJ0",
		"https://hearth.example/servers/aB3dE5fG7hJk",
		"https://hearth.example/invite/",
		"https://hearth.example/invite/short",
	])
		assert.equal(inviteCodeIn(text), null, text);
});

test("a code is found alone, and in a link with or without a scheme, a query and spaces around it", () => {
	for (const text of [
		"aB3dE5fG7hJk",
		"  aB3dE5fG7hJk\n",
		"https://hearth.example/invite/aB3dE5fG7hJk",
		"hearth.example/invite/aB3dE5fG7hJk",
		"/invite/aB3dE5fG7hJk",
		"https://hearth.example/invite/aB3dE5fG7hJk?utm_source=x#top",
		"http://localhost:3000/invite/aB3dE5fG7hJk/",
	])
		assert.equal(inviteCodeIn(text), "aB3dE5fG7hJk", text);
});
