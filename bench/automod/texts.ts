import { Random } from "../chaos/random";

/** The most that a message holds, in code points. */
const size = 4000;

const fill = (part: string): string => {
	const all = [...part];
	return Array.from({ length: size }, (_, n) => all[n % all.length]).join("");
};

/** Every nth character is another one. */
const mixed = (part: string, other: string, every: number): string =>
	[...fill(part)].map((character, n) => (n % every === every - 1 ? other : character)).join("");

const sentence =
	"does anyone know why the second display stays black after suspend? a newer kernel fixed it for me, thanks ";

function random(letters: string, seed: number): string {
	const generator = new Random(seed);
	const all = [...letters];
	return Array.from({ length: size }, () => all[generator.below(all.length)]).join("");
}

/** Characters of the planes in use, in steps that meet most scripts. */
function everyScript(): string {
	let text = "";
	for (let n = 0, code = 0x21; n < size; code = (code + 97) % 0x1fb00) {
		const character = String.fromCodePoint(code);
		if (/[\p{L}\p{N}\p{M}\p{P}\p{S}]/u.test(character)) {
			text += character;
			n++;
		}
	}
	return text;
}

/** Texts of 4,000 characters that are as hard as possible to check. Most have what makes a second and third reading. */
export const texts: Record<string, string> = {
	sentences: fill(sentence),
	"sentences with digits and signs": fill("free n1tro 4 you, cl1ck @me $$$ now! don't m|ss 1t "),
	digits: fill("0123456789"),
	"digits and signs": fill("1!0@3$|8£"),
	"disguised in every word": fill("a1|b0!c3@d$ "),
	"one letter and a one": fill("a1"),
	"a letter and a bar": fill("a|"),
	"signs of markup": fill("a*_b~`"),
	"markup alone": fill("*_~`|\\"),
	"capitals of other scripts": fill("НЕТ1"),
	"one letter": fill("a"),
	"one letter, disguised at the end": `${"a".repeat(size - 2)}b1`,
	"one letter, disguised in places": mixed("a", "1", 60),
	"two letters at random": random("ab", 7),
	"two letters at random, disguised": `${random("ab", 9).slice(0, -3)} a1`,
	"three letters at random, disguised": `${random("abc", 9).slice(0, -3)} a1`,
	"letters and digits at random": random("ab01 ", 11),
	"spaced letters": fill("a "),
	"spaced letters and digits": fill("a 1 "),
	"spaced letters, disguised at the end": `${fill("a ").slice(0, -3)} a1`,
	"letters with three signs between": fill("a...b---"),
	"spaces and line breaks": `x${fill(" \n\t").slice(2)}x`,
	"lines of one letter": fill("a\n"),
	"combining marks": `a${fill("\u0301\u0316\u0334").slice(1)}`,
	"letters with marks": fill("a\u0301\u0316"),
	"letters with marks, disguised": fill("a\u0301b\u03161"),
	"decomposed letters at random": random("aeiou\u0300\u0301\u0308\u0327 ", 12),
	"marks of other scripts": fill("क\u093f\u094d\u0930ก\u0e34\u0e48"),
	"Vietnamese, decomposed": fill("tiếng Việt ".normalize("NFD")),
	"look-alikes": fill("ѕраmЅНОРꜰᴏʀᴋ"),
	"letters of mathematics": fill("𝓯𝓸𝓻𝓴𝕗𝕠"),
	"letters in circles and full width": fill("ⓕｏ🅵ａ"),
	"flags and letters of emoji": fill("🇫🇴🇷🇰"),
	emoji: fill("🍆😀👨\u200d👩\u200d👧👍🏽"),
	"emoji at random": random("😀😃😄😁😆😅🤣😂🙂🙃🫠😉😊😇🥰😍🤩", 3),
	Chinese: fill("我们在东京的公园里喝茶并且讨论天气"),
	Japanese: fill("私は東京都に住んでいます。カタカナｶﾀｶﾅ"),
	Arabic: fill("مرحبا بالعالم كَلْب كـــلب "),
	"Hangul, a sentence": fill("안녕하세요 여러분 오늘은 날씨가 좋아요 "),
	"Hangul, one syllable": fill("각"),
	"Hangul, one syllable, disguised": `${fill("각").slice(0, -3)} a1`,
	"Hangul, syllables apart": fill("각 "),
	"Hangul, letters one by one": fill("ㅂㅏㅂㅗ"),
	"Hangul, conjoining letters": fill("\u1100\u1161\u11a8"),
	"Hangul, decomposed and marked": fill("\u1100\u1161\u11a8\u0301"),
	Thai: fill("สวัสดีชาวโลก"),
	ligatures: fill("ﬁﬀﷺ"),
	"ligatures, disguised": fill("ﬁ1ﷺ"),
	"ligatures apart": fill("ﷺ "),
	"fractions and ellipses": fill("½…㍿㌔"),
	"zero width": `a${fill("\u200b\u200d\u2060\ufe0f").slice(2)}a`,
	"zero width between letters": fill("a\u200b"),
	"zero width and a one": fill("a\u200b1"),
	"soft hyphens and tatweel": fill("s\u00adp\u0640a\u00ad"),
	"characters of every script": everyScript(),
	"characters of every script, disguised": `${[...everyScript()].slice(0, -3).join("")} a1`,
	mentions: fill("@someone_there "),
	"mentions of one letter": fill("@a1 "),
	"signs of mentions": fill("@"),
	"mentions in markup": fill("**@ab** _@cd_ [x](@ef) "),
	"openings of markup": fill("[a](<b @c1 "),
	quotations: fill("> @ab\n"),
	links: fill("https://sub.example.org/path?q=1 "),
	"short links": fill("a.co "),
	"links that are none": fill("a.! "),
	"hosts of other scripts": fill("пример.рф "),
	"one host of many parts": fill("a."),
	"hosts of many parts": fill(`${"a.".repeat(120)}co `),
	dots: fill("."),
	"slashes and schemes": fill("http:/\\"),
	schemes: fill("https://"),
	"signs of addresses": fill("@.:?#"),
	invites: fill("discord.gg/abc t.me/+x "),
	"parts of patterns": fill("ab"),
	"parts of patterns at random": random("abx c", 5),
	"words of patterns": fill("abc x "),
};
