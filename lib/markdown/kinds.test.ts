// biome-ignore-all lint/suspicious/noTemplateCurlyInString: test messages contain it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { short } from "@/test/support/markdown-tree";
import { mentionsOf, parse, plainText } from "./index";

/** Messages as typed (`⏎` is a line break), and their trees in short notation. */
const drawn = (cases: Record<string, string>) => {
	for (const [typed, expected] of Object.entries(cases))
		assert.equal(short(parse(typed.replaceAll("⏎", "\n"))).replaceAll("\n", "↵"), expected, typed);
};
/** Messages that are shown exactly as typed. */
const asTyped = (...messages: string[]) => {
	for (const typed of messages) {
		const text = typed.replaceAll("⏎", "\n");
		assert.equal(plainText(parse(text)), text, typed);
		assert.doesNotMatch(short(parse(text)), /\b(?:maths|MATHS|spoiler|SPOILER|emphasis|strong|strike|link)\(/, typed);
	}
};
const mentions = (cases: Record<string, string[]>) => {
	for (const [typed, names] of Object.entries(cases))
		assert.deepEqual(mentionsOf(typed.replaceAll("⏎", "\n")), names, typed);
};

test("a spoiler over paragraphs, lists and code is one spoiler", () =>
	drawn({
		"||a⏎⏎b||": "SPOILER(¶a¶b)",
		"see ||a⏎⏎b|| end": "¶seeSPOILER(¶a¶b)¶end",
		"||⏎- a⏎- b⏎||": "SPOILER(list(item(¶a)item(¶b)))",
		"||```⏎code⏎```||": "¶spoiler(block[](code))",
		"||```js⏎code⏎```⏎||": "SPOILER(block[js](code))",
		"> ||a⏎>⏎> b||⏎c": "quote(SPOILER(¶a¶b))¶c",
		"- ||a⏎⏎  b||⏎- c": "list(item(SPOILER(¶a¶b))item(¶c))",
		"||a `||`⏎⏎b||": "SPOILER(¶a code(||)¶b)",
		"||never closed⏎⏎b": "¶||never closed¶b",
	}));

test("addresses and code of any kind mention nobody", () =>
	mentions({
		"https://medium.com/@bob/story": [],
		"@bob@mastodon.social": [],
		"~~~⏎@bob⏎~~~": [],
		"``@bob``": [],
		"write ``` to quote, @bob": ["bob"],
		"example.com/@bob and mailto:bob@x.example": [],
		"[ask @bob](https://example.com)": [],
		"<https://example.com/@bob>": [],
		"npm i @types/node": [],
		"@bob@localhost, @bob@host:3000": [],
		"````⏎```⏎@bob⏎````": [],
		"look: ```js⏎@bob⏎```": [],
		"> ```⏎> @bob": [],
		"``a ` @bob`` and `@eve": ["eve"],
		"$@bob$⏎$$⏎@eve⏎$$": [],
		"\\@bob": [],
		"- ```⏎  @bob⏎  ```⏎- @eve": ["eve"],
		"```⏎@bob⏎``` @eve": ["eve"],
	}));

test("a mention may be next to markup, and in quotes, spoilers and tables", () =>
	mentions({
		"**@bob** ||@eve|| ~~@ada~~ (@dan)": ["bob", "eve", "ada", "dan"],
		"> @bob said": ["bob"],
		"|a|⏎|-|⏎|@bob|": ["bob"],
		"@Bob, @bob.": ["bob"],
		"@ada@bob": ["ada"],
		"@ada님": ["ada"],
		"@everyone @here": ["everyone", "here"],
		"@bob/@eve": ["bob"],
	}));

test("the first twenty names of a message are mentions, the others are text", () => {
	const names = Array.from({ length: 25 }, (_, n) => `@name${n}`);
	const content = `${names.join(" ")} @everyone @name3`;
	assert.deepEqual(mentionsOf(content), [...names.slice(0, 20).map((name) => name.slice(1)), "everyone"]);
	assert.equal((short(parse(content)).match(/mention\(/g) ?? []).length, 22);
});

test("a backslash that escapes nothing is shown", () => {
	asTyped("¯\\_(ツ)_/¯", "\\\\fileserver\\public", "C:\\*.txt D:\\*.doc", "\\d+\\.\\w*", "foo\\⏎bar", "\\o/ \\(x\\)");
	asTyped(
		"¯\\\\\\_(ツ)_/¯",
		"C:\\Users\\_me_\\[a]",
		"a\\|b",
		"\\[a-z\\]",
		"end\\",
		"\\",
		"printf \\%s \\n",
		"snake\\_case",
	);
	drawn({
		"\\*kept\\*": "¶*kept*",
		"2\\*3\\*4": "¶2*3*4",
		"\\|\\|x\\|\\|": "¶||x||",
		"\\`x\\`": "¶`x`",
		"\\[a\\](b) [c](https://d.example)": "¶\\[a\\](b) link(c)",
		"\\# x⏎\\> y⏎\\- z⏎1\\. w": "¶# x⏎> y⏎- z⏎1. w",
		"\\@bob \\:smile: \\#general": "¶@bob :smile: #general",
		"\\\\*a*": "¶\\\\emphasis(a)",
	});
});

test("a line belongs to a quote, an item or a table only with its own marker", () =>
	drawn({
		"> he said this⏎I disagree": "quote(¶he said this)¶I disagree",
		"- a⏎b⏎- c": "list(item(¶a))¶blist(item(¶c))",
		"- a⏎  b": "list(item(¶a⏎b))",
		"1. a⏎b": "list.(1(¶a))¶b",
		"> - a⏎> b": "quote(list(item(¶a))¶b)",
		">> a⏎> b": "quote(quote(¶a)¶b)",
		"- > a⏎  b": "list(item(quote(¶a)¶b))",
		"|a|b|⏎|-|-|⏎|1|2|⏎words": "table(row(cell(a)cell(b))row(cell(1)cell(2)))¶words",
	}));

test("a message of nothing but markup characters shows them", () => {
	for (const typed of [">", "#", "-", "*", "+", "##", ">>", "> >", "- -", "1.", "8)", "***", "---", "```", "~~~", "$$"])
		assert.equal(plainText(parse(typed)), typed);
	for (const typed of ["||||", "****", "__", "~~~~", "[]()", "```⏎```", "-⏎-", "> -", "|a⏎|", "\\", "*⏎*"])
		assert.equal(plainText(parse(typed.replaceAll("⏎", "\n"))), typed.replaceAll("⏎", "\n"));
	assert.equal(short(parse("a\n\n-\n\nb")), "¶a¶-¶b");
	assert.equal(plainText(parse("[](https://example.com)")), "https://example.com");
	asTyped(">:(", ">_<", ">.>");
});

test("numbers, indents and depth are shown as typed", () => {
	drawn({
		"1. a⏎2. b⏎4. c⏎5. d": "list.(1(¶a)2(¶b)4(¶c)5(¶d))",
		"1) a⏎1) b": "list)(1(¶a)1(¶b))",
		"def f():⏎    return 1": "¶def f():⏎    return 1",
		"if x:⏎\treturn⏎  done": "¶if x:⏎\treturn⏎  done",
		"1986. What a year": "list.(1986(¶What a year))",
		"007. Bond": "¶007. Bond",
		"- a⏎⏎    code": "list(item(¶a¶  code))",
		"a  b   c": "¶a  b   c",
		"```const a = 1;⏎b```": "block[](const a = 1;↵b)",
		"`a⏎  b`": "¶code(a↵  b)",
	});
	assert.match(plainText(parse(`${"> ".repeat(30)}deep`)), /deep$/);
	assert.match(plainText(parse(`${"- ".repeat(30)}deep`)), /deep$/);
});

test("bars between words are no spoiler", () => {
	asTyped("if (a || b || c) return", "x||y||z", "cmd1 || cmd2 || exit 1", "(!a||!b||!c)", "(a⏎  || b⏎  || c)", "a ||b");
	asTyped('"a"||"b"||"c"', "true || false", "f() || g() || h()");
	drawn({
		"|| secret ||": "¶spoiler( secret )",
		"The killer is || Bob ||": "¶The killer is spoiler( Bob )",
		"the ||butler||s": "¶the spoiler(butler)s",
		"범인은||집사||입니다": "¶범인은spoiler(집사)입니다",
		"||a || b||": "¶spoiler(a || b)",
		"||a|| and ||b||": "¶spoiler(a) and spoiler(b)",
		"||`a || b`||": "¶spoiler(code(a || b))",
		"a⏎|| b ||⏎c": "¶a⏎spoiler( b )⏎c",
	});
});

test("a link ends before markup that closes an element around it", () => {
	for (const [typed, url] of Object.entries({
		"||https://example.com/ending||": "https://example.com/ending",
		"**https://example.com/a**": "https://example.com/a",
		"~~https://example.com/a~~ x": "https://example.com/a",
		"_https://example.com/a_": "https://example.com/a",
		"*https://example.com/a*": "https://example.com/a",
		"(https://example.com/a).": "https://example.com/a",
		"||see https://example.com/a|| and more": "https://example.com/a",
		"https://example.com/a_(b)_c": "https://example.com/a_(b)_c",
	}))
		assert.match(JSON.stringify(parse(typed)), new RegExp(`"url":"${url.replace(/[().]/g, "\\$&")}"`), typed);
	drawn({ "||https://example.com/ending||": "¶spoiler(link(https://example.com/ending))" });
});

test("code ends at its closing backticks, wherever on a line they are", () =>
	drawn({
		"```⏎foo()⏎bar()```⏎words": "block[](foo()↵bar())¶words",
		"```⏎foo()⏎bar()``` words": "block[](foo()↵bar())¶words",
		"```js⏎foo()```⏎words⏎```⏎bar()⏎```": "block[js](foo())¶wordsblock[](bar())",
		"look: ```js⏎foo()⏎```⏎words": "¶look:block[js](foo())¶words",
		"text ```a⏎b``` text": "¶textblock[a](b)¶text",
		"```⏎s = '```';⏎```": "block[](s = '```';)",
		"````⏎```⏎````": "block[](```)",
		"```⏎open": "block[](open)",
		"```open": "¶```open",
		"~~~⏎a⏎~~~⏎b": "block[](a)¶b",
		"> ```⏎> a```⏎b": "quote(block[](a))¶b",
	}));

test("emphasis works next to Chinese, Japanese and Korean", () =>
	drawn({
		"これは**「重要」**です。": "¶これはstrong(「重要」)です。",
		"**注意：**请看": "¶strong(注意：)请看",
		'**"중요"**입니다': '¶strong("중요")입니다',
		"**하트(heart)**는": "¶strong(하트(heart))는",
		"请看*（这里）*吧": "¶请看emphasis(（这里）)吧",
		"これは~~「間違い」~~です": "¶これはstrike(「間違い」)です",
		"한국어 **굵게** 안녕": "¶한국어 strong(굵게) 안녕",
		"a**b**c 2 * 3 * 4": "¶astrong(b)c 2 * 3 * 4",
	}));

test("file names and words after a missing blank are no links", () => {
	asTyped(
		"see README.md, run setup.py",
		"main.rs build.sh index.pl lib.so a.cc",
		"configure.ac Makefile.in x.ps script.vi",
	);
	asTyped("ASP.NET done.It ok.So", "notes.tf foo.ml bar.mm", "e.g. i.e. v1.2.3 java.io", "user.name obj.to this.is");
	for (const host of ["gdal.org", "www.example.md", "example.com/x.py", "bbc.co.uk"])
		assert.match(short(parse(host)), /link/);
});

test("variables, prices and process ids are no formulas", () => {
	asTyped("copy ${HOME}/${USER} there", "echo $$; kill $$", "$(pwd)/$(ls)", "${a}${b}", "$HOME is where 5$ is");
	asTyped(
		"${{ a.b }}/${{ c }}",
		"$('#a').add($('#b'))",
		"$a.$b and $a->$b",
		"$env:PATH;$env:HOME",
		"US$5/CA$6",
		"$@ $*",
	);
	asTyped(
		"${HOME}/x costs 5$",
		"mv ${a} b$",
		"cat ${f} | grep -c ^$",
		"${x:-1} + 2$",
		"${1}/b$",
		"${#a} < 3$",
		"${{a}}/b$",
	);
	drawn({ "$x^2$ and $$y$$": "¶maths(x^2) and MATHS(y)", "$\\text{two words}$": "¶maths(\\text{two words})" });
});

test("a link shows the typed text", () => {
	for (const typed of [
		"https://example.com/?q=a%20b",
		"https://www.xn--80ak6aa92e.com/",
		"https://例え.jp/テスト",
		"https://example.com/%F0%9F%8E%89",
		"HTTPS://EXAMPLE.COM/A",
		"example.com/a%2Fb?q=a%20b",
	]) {
		assert.match(short(parse(typed)), /^¶link/);
		assert.equal(plainText(parse(typed)), typed);
	}
});

test("a link contains no other clickable element", () =>
	drawn({
		"see https://example.com/?tab=#general": "¶see link(https://example.com/?tab=#general)",
		"[@bob #general :fire:](https://a.example)": "¶link(@bob #general :fire:)",
		"[a ||b||](https://a.example)": "¶spoiler(link(a b))",
		"[https://b.example](https://a.example)": "¶link(https://b.example)",
		"<https://a.example/#b>": "¶link(https://a.example/#b)",
		"[a <https://b.example>](https://a.example)": "¶link(a https://b.example)",
		"a.com/#general @bob": "¶link(a.com/#general) mention(@bob)",
	}));

test("small tables are shown as tables, and bars alone are none", () => {
	drawn({
		"| a | b |⏎|---|:-:|⏎| 1 | **2** |": "table(row(cell(a)cell(b))row(cell(1)cell(strong(2))))",
		"a|b⏎-|-⏎1|2": "table(row(cell(a)cell(b))row(cell(1)cell(2)))",
		"words⏎| a |⏎|---|⏎| 1 |": "¶wordstable(row(cell(a))row(cell(1)))",
		"| a \\| b |⏎|---|": "table(row(cell(a | b)))",
	});
	asTyped("| a | b |", "a | b⏎c | d", "|a|⏎|-|⏎|1|2|", "|a|b|⏎|-|-|⏎|1|2|⏎|3|4|5|", "a|b⏎-|-⏎1|2|3");
	drawn({
		"|a|b|⏎|-|-|⏎|1|": "table(row(cell(a)cell(b))row(cell(1)cell()))",
		"|a|⏎|-|⏎|1 \\| 2|": "table(row(cell(a))row(cell(1 | 2)))",
		"|a|⏎|-|⏎|1|⏎⏎|2|3|": "table(row(cell(a))row(cell(1)))¶|2|3|",
		"| who |⏎|-|⏎| ||x|| |": "¶| who |⏎|-|⏎| spoiler(x) |",
	});
	for (const large of [`${"|a".repeat(30)}|\n${"|-".repeat(30)}|`, `|a|b|\n|-|-|\n${"|1|2|\n".repeat(400)}`])
		assert.doesNotMatch(short(parse(large)), /table/);
});
