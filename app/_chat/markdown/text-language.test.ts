import assert from "node:assert/strict";
import { test } from "node:test";
import { textLanguage } from "./text-language";

test("lines break by the language of the text, not of the interface", () => {
	for (const text of ["안녕하세요?", "see 등고선 간격 in QGIS", "大韓民國은 민주공화국이다"])
		assert.equal(textLanguage(text), "ko", text);
	for (const text of ["これは「重要」です。", "カタカナ", "東京で 김치 を食べました"])
		assert.equal(textLanguage(text), "ja", text);
	for (const text of ["注意：请看", "繁體中文"]) assert.equal(textLanguage(text), "zh", text);
	for (const text of ["", "plain words", "سلام", "0.15mm 👍"]) assert.equal(textLanguage(text), undefined, text);
});
