import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attachment, Poll } from "@/lib/realtime/protocol";
import { previewText } from "./preview-text";

const file = (name: string, alt: string, spoiler: boolean) => ({ name, alt, spoiler }) as Attachment;
const sent = (content: string, attachments: Attachment[] = [], question?: string) => ({
	content,
	attachments,
	...(question !== undefined && { poll: { question } as Poll }),
});

test("a preview reveals nothing hidden: no text, and no description of a hidden file", () => {
	for (const content of [
		"||the butler did it|| @ann",
		"see ||the butler⏎⏎did it||",
		"> ||butler||",
		"- ||butler||⏎- b",
	])
		for (const hidden of [undefined, "spoiler"])
			assert.doesNotMatch(previewText(sent(content.replaceAll("⏎", "\n")), { hidden }), /butler|did it/, content);
	assert.equal(previewText(sent("||the butler|| @ann"), { hidden: "spoiler" }), "spoiler @ann");
	assert.equal(
		previewText(sent("", [file("a.png", "the butler", true), file("b.png", "a hall", false)])),
		"a.png, a hall",
	);
});

test("a preview shows the text before the attachments, shortened and without markup", () => {
	assert.equal(previewText(sent("**Who** did `it`", [file("a.png", "a hall", false)], "Who?")), "Who did it");
	assert.equal(previewText(sent("", [file("a.png", "", false)], "Who?")), "Who?");
	assert.equal(previewText(sent("", [file("a.png", "", false), file("b.png", "", false)])), "a.png, b.png");
	assert.equal(previewText(sent("a long story"), { length: 6 }), "a long");
});
