import { Parser } from "htmlparser2";
import type { Fetched } from "./fetch";

/** What a page says of itself, as plain text within bounds. */
export type About = { site: string | null; title: string | null; description: string | null; image: URL | null };

const longest = { site: 80, title: 200, description: 400 };
const partBytes = 16 * 1024;

/** Reads the head of a page, part by part, and no further. */
export function readPage({ bytes, charset, url }: Fetched): About {
	const metas = new Map<string, string>();
	let title = "";
	let inTitle = false;
	let done = false;
	const parser = new Parser({
		onopentag(name, { property, name: named, content }) {
			if (name === "body") done = true;
			if (done) return;
			inTitle = name === "title" && title === "";
			const key = (property ?? named)?.trim().toLowerCase();
			if (name === "meta" && key && content !== undefined && content.trim() !== "" && !metas.has(key))
				metas.set(key, content);
		},
		ontext(text) {
			if (inTitle && title.length < 1000) title += text;
		},
		onclosetag(name) {
			if (name === "title") inTitle = false;
			if (name === "head") done = true;
		},
	});
	const decoder = decoderFor(charset, bytes);
	for (let from = 0; from < bytes.length && !done; from += partBytes)
		parser.write(decoder.decode(bytes.subarray(from, from + partBytes), { stream: true }));
	parser.end();

	const first = (...keys: string[]) => keys.map((key) => metas.get(key)).find((value) => value !== undefined);
	const image = first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src");
	return {
		site: plain(first("og:site_name", "application-name"), longest.site),
		title: plain(first("og:title", "twitter:title") ?? title, longest.title),
		description: plain(first("og:description", "twitter:description", "description"), longest.description),
		image: image !== undefined && URL.canParse(image.trim(), url) ? new URL(image.trim(), url) : null,
	};
}

/** One line of text: no signs that steer, none that turn the direction of what follows, not too long. */
function plain(text: string | undefined, most: number): string | null {
	const line = (text ?? "")
		.slice(0, most * 10)
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
		.replace(/[\p{Cs}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu, "")
		.trim();
	const signs = [...line];
	if (signs.length === 0) return null;
	return signs.length <= most
		? line
		: `${signs
				.slice(0, most - 1)
				.join("")
				.trimEnd()}…`;
}

/** By the mark at the beginning, the header, or the page's own word; else as the web is written today. */
function decoderFor(charset: string | null, bytes: Buffer): TextDecoder {
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be");
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le");
	const said = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(bytes.toString("latin1", 0, 2048))?.[1];
	for (const label of [charset, said])
		try {
			if (label) return new TextDecoder(label);
		} catch {
			// A name nobody knows is none.
		}
	return new TextDecoder();
}
