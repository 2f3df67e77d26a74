import { isBlank, lengthOf } from "../text/schema";
import { asLine } from "../text/single-line";

const longest = 200;

/** What a file is called: what its sender called it, without a path and without what would mislead or cannot be stored. */
export function nameFrom(given: string): string {
	const last = (given.split(/[/\\]/).at(-1) ?? "").replace(/\p{Cs}/gu, "").replace(/[\p{Cc}\u2028\u2029]/gu, "");
	// Also what turns the direction of what follows: "gpj.exe" must not read "exe.jpg".
	const name = asLine(last).trim();
	if (isBlank(name) || /^\.+$/.test(name)) return "file";
	if (lengthOf(name) <= longest) return name;
	const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? "";
	return [...name].slice(0, longest - lengthOf(ending)).join("") + ending;
}

/** The header by RFC 6266: a plain name for old programs, and the real one as RFC 5987 writes it. */
export function dispositionOf(inline: boolean, name: string): string {
	const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
	const real = encodeURIComponent(name).replace(
		/['()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `${inline ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${real}`;
}
