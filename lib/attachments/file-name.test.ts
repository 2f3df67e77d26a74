import assert from "node:assert/strict";
import { test } from "node:test";
import { contentDisposition, sanitizeFileName } from "./file-name";

test("a file name loses its path, invisible characters and direction controls", () => {
	assert.equal(sanitizeFileName("../../etc/passwd"), "passwd");
	assert.equal(sanitizeFileName("C:\\Users\\ada\\photo.jpg"), "photo.jpg");
	assert.equal(sanitizeFileName("a\u0000b\r\nc.txt"), "abc.txt");
	assert.equal(sanitizeFileName("photo\u202Egpj.exe"), "photogpj.exe");
	assert.equal(sanitizeFileName("half\uD800.txt"), "half.txt");
	for (const nothing of ["", "  ", "..", "/", "\u200b", "a/"]) assert.equal(sanitizeFileName(nothing), "file");
});

test("a long name is shortened in the middle and keeps its extension", () => {
	const name = sanitizeFileName(`${"ä".repeat(500)}.jpeg`);
	assert.equal([...name].length, 200);
	assert.ok(name.endsWith("ä.jpeg"));
});

test("no name escapes its header, and every name arrives complete", () => {
	assert.equal(
		contentDisposition(false, 'a"; filename=evil.exe; x=".txt'),
		`attachment; filename="a_; filename=evil.exe; x=_.txt"; filename*=UTF-8''a%22%3B%20filename%3Devil.exe%3B%20x%3D%22.txt`,
	);
	assert.equal(
		contentDisposition(true, "사진 (1).png"),
		`inline; filename="__ (1).png"; filename*=UTF-8''%EC%82%AC%EC%A7%84%20%281%29.png`,
	);
});
