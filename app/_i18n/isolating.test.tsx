import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToStaticMarkup } from "react-dom/server";
import { createTranslator } from "use-intl/core";
import { isolating } from "./isolating";

const messages = {
	leave: "Leave {name}?",
	placed: "{name} in #{channel}",
	others: "{names} and {count, plural, one {# other} other {# others}}",
	typing: "<b>{name}</b> is typing in {place}",
	level: "{level, select, all {Everything} other {Nothing}}",
};
const t = isolating(createTranslator({ locale: "en", messages: messages as never })) as unknown as {
	(key: string, values?: object): string;
	rich: (key: string, values?: object) => React.ReactNode;
	markup: (key: string, values?: object) => string;
	has: (key: string) => boolean;
};

test("no name changes the direction of a sentence, whichever control it contains", () => {
	assert.equal(t("leave", { name: "\u202Eevil" }), "Leave evil?");
	assert.equal(t("leave", { name: "\u2069\u202Bevil\u2068" }), "Leave evil?");
	assert.equal(t.markup("typing", { name: "\u202Ea", place: "b", b: (chunks: string) => chunks }), "a is typing in b");
});

test("a right-to-left name is isolated, in every such script", () => {
	for (const name of ["نادي", "חדר", "ܐܪܡܝܐ", "ތާނަ", "ߒߞߏ", "𞤀𞤣", "𐴀𐴁", "ࠀࠁ", "٣٤", "Room القاعة 3"])
		assert.equal(t("leave", { name }), `Leave \u2068${name}\u2069?`);
	assert.equal(t("placed", { name: "ليلى", channel: "عام" }), "\u2068ليلى\u2069 in #\u2068عام\u2069");
	for (const name of ["Contour Club", "김지우", "Åsa"]) assert.equal(t("leave", { name }), `Leave ${name}?`);
});

test("a list of isolated names keeps its order inside a sentence", () => {
	const names = "\u2068ليلى\u2069, \u2068سارة\u2069";
	assert.equal(t("others", { names, count: 2 }), `\u2068${names}\u2069 and 2 others`);
});

test("in markup such a name is a bdi, which is not copied with it; tags, counts and choices stay unchanged", () => {
	const bold = (chunks: React.ReactNode) => <b>{chunks}</b>;
	assert.equal(
		renderToStaticMarkup(t.rich("typing", { name: "ليلى", place: "general", b: bold })),
		"<b><bdi>ليلى</bdi></b> is typing in general",
	);
	assert.equal(t("level", { level: "all" }), "Everything");
	assert.ok(t.has("level"));
});

test("a translator is wrapped once, so that dependent hooks do not run again", () => {
	const made = createTranslator({ locale: "en", messages: messages as never });
	assert.equal(isolating(made), isolating(made));
});
