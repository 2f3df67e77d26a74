import assert from "node:assert/strict";
import { test } from "node:test";
import { dispositionOf, nameFrom } from "./file-name";

test("a name carries no path, no signs that cannot be seen, and none that turns its reading direction", () => {
	assert.equal(nameFrom("../../etc/passwd"), "passwd");
	assert.equal(nameFrom("C:\\Users\\ada\\photo.jpg"), "photo.jpg");
	assert.equal(nameFrom("a\u0000b\r\nc.txt"), "abc.txt");
	assert.equal(nameFrom("photo\u202Egpj.exe"), "photogpj.exe");
	assert.equal(nameFrom("half\uD800.txt"), "half.txt");
	for (const nothing of ["", "  ", "..", "/", "\u200b", "a/"]) assert.equal(nameFrom(nothing), "file");
});

test("a long name is cut in its middle: its ending stays", () => {
	const name = nameFrom(`${"ä".repeat(500)}.jpeg`);
	assert.equal([...name].length, 200);
	assert.ok(name.endsWith("ä.jpeg"));
});

test("no name breaks out of its header, and every name comes through it whole", () => {
	assert.equal(
		dispositionOf(false, 'a"; filename=evil.exe; x=".txt'),
		`attachment; filename="a_; filename=evil.exe; x=_.txt"; filename*=UTF-8''a%22%3B%20filename%3Devil.exe%3B%20x%3D%22.txt`,
	);
	assert.equal(
		dispositionOf(true, "사진 (1).png"),
		`inline; filename="__ (1).png"; filename*=UTF-8''%EC%82%AC%EC%A7%84%20%281%29.png`,
	);
});
