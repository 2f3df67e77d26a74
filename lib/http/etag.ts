import type { HttpRequest } from "./message";

/** Whether the client has the version with this tag already. Null if it does not say which it has. */
export function hasVersion(headers: HttpRequest["headers"], etag: string): boolean | null {
	const tags = headers.get("if-none-match");
	if (tags === null) return null;
	return tags.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}
