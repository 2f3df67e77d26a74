import { isBlank, lengthOf } from "../text/schema";
import { toSingleLine } from "../text/single-line";

const maxLength = 200;

/** What a file is called: what its sender called it, without a path and without what would mislead or cannot be stored. */
export function sanitizeFileName(given: string): string {
	const last = (given.split(/[/\\]/).at(-1) ?? "").replace(/\p{Cs}/gu, "").replace(/[\p{Cc}\u2028\u2029]/gu, "");
	// Also what turns the direction of what follows: "gpj.exe" must not read "exe.jpg".
	const name = toSingleLine(last).trim();
	if (isBlank(name) || /^\.+$/.test(name)) return "file";
	if (lengthOf(name) <= maxLength) return name;
	const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? "";
	return [...name].slice(0, maxLength - lengthOf(ending)).join("") + ending;
}

/** The header by RFC 6266: a plain name for old programs, and the real one as RFC 5987 writes it. */
export function contentDisposition(inline: boolean, name: string): string {
	const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
	const real = encodeURIComponent(name).replace(
		/['()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `${inline ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${real}`;
}
