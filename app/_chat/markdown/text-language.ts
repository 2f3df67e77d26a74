const counted = (text: string, script: RegExp) => text.match(script)?.length ?? 0;

/** The language that decides line breaks: Korean between words, Japanese and Chinese between characters. */
export function textLanguage(text: string): "ko" | "ja" | "zh" | undefined {
	const [hangul, kana, han] = [
		counted(text, /\p{Script=Hangul}/gu),
		counted(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu),
		counted(text, /\p{Script=Han}/gu),
	];
	if (hangul > 0 && hangul >= kana + han) return "ko";
	if (kana > 0) return "ja";
	return han > 0 ? "zh" : undefined;
}
