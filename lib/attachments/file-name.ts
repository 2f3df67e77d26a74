import { isBlank, lengthOf } from "../text/schema";
import { toSingleLine } from "../text/single-line";

const maxLength = 200;

/** The sender's file name without a path and without misleading or unstorable characters. */
export function sanitizeFileName(given: string): string {
	const last = (given.split(/[/\\]/).at(-1) ?? "").replace(/\p{Cs}/gu, "").replace(/[\p{Cc}\u2028\u2029]/gu, "");
	// Also removes direction controls: "gpj.exe" must not read "exe.jpg".
	const name = toSingleLine(last).trim();
	if (isBlank(name) || /^\.+$/.test(name)) return "file";
	if (lengthOf(name) <= maxLength) return name;
	const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? "";
	return [...name].slice(0, maxLength - lengthOf(ending)).join("") + ending;
}

/** The header according to RFC 6266: an ASCII name for old clients, and the real one as defined by RFC 5987. */
export function contentDisposition(inline: boolean, name: string): string {
	const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
	const real = encodeURIComponent(name).replace(
		/['()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `${inline ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${real}`;
}
