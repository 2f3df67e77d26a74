import { Tokenizer } from "htmlparser2";
import { toSingleLine } from "../text/single-line";

/** A downloaded page and its URL. */
export type PageInput = { bytes: Uint8Array; charset: string | null; url: string };
/** A page's metadata as plain text within limits. */
export type About = { site: string | null; title: string | null; description: string | null; image: string | null };

const maxTextLength = { site: 80, title: 200, description: 400 };
const maxTitle = 2000;
const maxValue = 8000;
const maxName = 100;

const images = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"];
const wanted = new Set(
	["og:site_name", "application-name", "og:title", "twitter:title", "og:description", "twitter:description"]
		.concat("description")
		.concat(images),
);

/**
 * Reads the head of a page by its tokens alone. A parse tree would have to be searched for each tag, and the page could
 * choose its depth. Runs in a child process.
 */
export async function readMetadata({ bytes, charset, url }: PageInput): Promise<About> {
	const { title, metas } = headOf(decoderFor(charset, Buffer.from(bytes)).decode(bytes));
	const first = (...keys: string[]) => keys.map((key) => metas.get(key)).find((value) => value !== undefined);
	const image = first(...images)?.trim();
	return {
		site: plain(first("og:site_name", "application-name"), maxTextLength.site),
		title: plain(first("og:title", "twitter:title") ?? title, maxTextLength.title),
		description: plain(first("og:description", "twitter:description", "description"), maxTextLength.description),
		image: image !== undefined && URL.canParse(image, url) ? new URL(image, url).href : null,
	};
}

/** The title and the first of each wanted `meta`, up to the end of the head. */
function headOf(html: string): { title: string; metas: Map<string, string> } {
	const metas = new Map<string, string>();
	let title = "";
	let tag = "";
	let attribute = "";
	let values: Record<string, string> = {};
	const tagName = (from: number, to: number) => (to - from > maxName ? "" : html.slice(from, to).toLowerCase());
	const log = (text: string) => {
		if (tag === "title" && title.length < maxTitle) title += text;
	};
	const addValue = (text: string) => {
		const value = tag === "meta" && values[attribute];
		if (value !== false && value !== undefined && value.length < maxValue) values[attribute] = value + text;
	};
	const endTag = () => {
		const key = (values.property ?? values.name)?.trim().toLowerCase();
		const { content } = values;
		if (key && wanted.has(key) && content !== undefined && content.trim() !== "" && !metas.has(key))
			metas.set(key, content);
		values = {};
	};
	const nothing = () => {};
	const tokenizer = new Tokenizer(
		{},
		{
			onopentagname(from, to) {
				const name = tagName(from, to);
				// The first title counts.
				tag = name === "title" && title !== "" ? "" : name;
				values = {};
				if (name === "body") tokenizer.pause();
			},
			onattribname(from, to) {
				const name = tag === "meta" ? tagName(from, to) : "";
				const isNew = /^(property|name|content)$/.test(name) && values[name] === undefined;
				attribute = isNew ? name : "";
				if (isNew) values[name] = "";
			},
			onattribdata: (from, to) => addValue(html.slice(from, Math.min(to, from + maxValue))),
			onattribentity: (code) => addValue(String.fromCodePoint(code)),
			onattribend: () => {
				attribute = "";
			},
			onopentagend: endTag,
			onselfclosingtag() {
				endTag();
				tag = "";
			},
			ontext: (from, to) => log(html.slice(from, Math.min(to, from + maxTitle))),
			ontextentity: (code) => log(String.fromCodePoint(code)),
			onclosetag(from, to) {
				tag = "";
				if (tagName(from, to) === "head") tokenizer.pause();
			},
			...{
				oncdata: nothing,
				oncomment: nothing,
				ondeclaration: nothing,
				onend: nothing,
				onprocessinginstruction: nothing,
			},
		},
	);
	tokenizer.write(html);
	tokenizer.end();
	return { title, metas };
}

/** One line of text with a maximum length. */
function plain(text: string | undefined, most: number): string | null {
	const storable = (text ?? "").slice(0, most * 10).replace(/[\0\p{Cs}]/gu, "");
	const line = toSingleLine(storable).replace(/\s+/g, " ").trim();
	const signs = [...line];
	if (signs.length === 0) return null;
	return signs.length <= most
		? line
		: `${signs
				.slice(0, most - 1)
				.join("")
				.trimEnd()}…`;
}

/** The encoding of the byte order mark, the header or the page's meta tag; otherwise UTF-8. */
function decoderFor(charset: string | null, bytes: Buffer): TextDecoder {
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be");
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le");
	const sent = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(bytes.toString("latin1", 0, 2048))?.[1];
	for (const label of [charset, sent])
		try {
			if (label) return new TextDecoder(label);
		} catch {
			// An unknown name is ignored.
		}
	return new TextDecoder();
}
