import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AvatarBook, initialsOf, lettersOf, palettes, patternCount } from "./generated-avatar";

const tokens = readFileSync("app/tokens.css", "utf8");
const [light = "", dark = ""] = tokens.split(/^\s*\.dark \{/m);
const tokenIn = (theme: string, name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(theme)?.[1] ?? "";

function luminance(colour: string): number {
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
		const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const contrast = (a: string, b: string) => {
	const [more = 0, less = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (more + 0.05) / (less + 0.05);
};

test("white letters on a tile, and names on every surface of both themes, have a contrast of 4.5", () => {
	for (const { role, tile, deep } of palettes) {
		for (const ground of [tile, deep]) assert.ok(contrast("#ffffff", ground) >= 4.5, `white on ${ground}`);
		for (const theme of [light, dark])
			for (const surface of [
				"surface",
				"surface-hover",
				"raised",
				"overlay",
				"canvas",
				"sunken",
				"selected",
				"ember-subtle",
				"ember-subtle-hover",
				"info-subtle",
			]) {
				const [name, ground] = [tokenIn(theme, `role-${role}`), tokenIn(theme, surface)];
				assert.ok(contrast(name, ground) >= 4.5, `${role} ${name} on ${surface} ${ground}`);
			}
	}
});

test("all palettes differ", () => {
	assert.equal(new Set(palettes.map(({ role }) => role)).size, palettes.length);
	assert.equal(new Set(palettes.map(({ tile }) => tile)).size, palettes.length);
});

test("a server's letters are those of its first words, without The and the like", () => {
	for (const [name, letters] of [
		["Contour Club", "CC"],
		["The Long Society of People Who Read", "LS"],
		["The Hearth", "He"],
		["The", "Th"],
		["The The", "TT"],
		["A Society of Crumb", "SC"],
		["Warp and Weft", "WW"],
		["Loaf", "Lo"],
		["x", "x"],
		["hexes & hearths", "HH"],
		["rack-mount", "RM"],
		["한국어 산책", "한산"],
		["모닥불", "모닥"],
		["نادي الخرائط", "نا"],
		["🔥 Fire", "🔥F"],
		["???", "?"],
	] as const)
		assert.equal(lettersOf(name), letters, name);
	assert.notEqual(lettersOf("Contour Club"), lettersOf("The Long Society"));
});

test("a user's letters are those of their first and last name", () => {
	for (const [name, letters] of [
		["Noor Haddad", "NH"],
		["wren", "W"],
		["김지우", "김"],
		["ليلى الخطيب", "لا"],
		["Anna Maria von Holt", "AH"],
		["!!!", ""],
	] as const)
		assert.equal(initialsOf(name), letters, name);
});

const crowd = (ids: readonly number[], name = (id: number) => `Person ${id}`) =>
	ids.map((id) => ({ id, name: name(id) }));
const looksIn = (list: readonly { id: number; name: string }[], book = new AvatarBook(initialsOf)) => {
	book.settle(list);
	return list.map(({ id }) => book.of(id));
};

test("of up to ten users visible together no two share a colour", () => {
	for (const ids of [
		[1, 2, 3],
		[10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
		[7, 17, 8, 18, 9, 19],
		[1, 11, 2, 12, 3, 13, 4, 14, 5, 15],
		[900_000_000_003, 3, 13],
	]) {
		const looks = looksIn(crowd(ids));
		assert.equal(new Set(looks.map(({ palette }) => palette)).size, ids.length, ids.join());
	}
});

test("of many users, neighbours differ in colour, and no two share colour and letters", () => {
	const many = crowd(
		Array.from({ length: 60 }, (_, n) => ((n * 10) % 590) + (n % 3)).filter((id, n, all) => all.indexOf(id) === n),
	);
	const looks = looksIn(many.map((one, n) => ({ ...one, name: ["Ann Bell", "Abe Boll", "Cy", "Di"][n % 4] ?? "" })));
	for (const [place, look] of looks.entries())
		for (const other of looks.slice(place + 1, place + 5)) assert.notEqual(look.palette, other.palette, `at ${place}`);
	const alike = crowd([1, 11, 21, 31, 41, 51, 61, 71, 81, 91], () => "Ann Bell");
	assert.equal(new Set(looksIn(alike).map(({ palette }) => palette)).size, 10);
});

test("of sixty servers in a row no two share colour and pattern, and neighbours differ in both", () => {
	const servers = crowd(Array.from({ length: 60 }, (_, n) => n + 1));
	const looks = looksIn(servers, new AvatarBook(lettersOf));
	assert.equal(new Set(looks.map(({ palette, pattern }) => `${palette.role} ${pattern}`)).size, 60);
	for (const [place, { palette, pattern }] of looks.entries()) {
		const next = looks[place + 1];
		assert.ok(!next || (next.palette !== palette && next.pattern !== pattern), `at ${place}`);
		assert.ok(pattern >= 0 && pattern < patternCount);
	}
});

test("the same users look the same in every order, and nobody changes when others are added", () => {
	const list = crowd([4, 14, 24, 7, 17]);
	const by = (looks: ReturnType<typeof looksIn>, order: typeof list) =>
		new Map(order.map(({ id }, n) => [id, looks[n]?.palette.role]));
	const turned = list.toReversed();
	assert.deepEqual(by(looksIn(list), list), new Map(list.map(({ id }) => [id, by(looksIn(turned), turned).get(id)])));

	const book = new AvatarBook(initialsOf);
	const before = by(looksIn(list, book), list);
	looksIn(crowd([2, 3, 34, 44, 1]), book);
	looksIn([...crowd([94, 84]), ...list], book);
	assert.deepEqual(new Map(list.map(({ id }) => [id, book.of(id).palette.role])), before);
});
