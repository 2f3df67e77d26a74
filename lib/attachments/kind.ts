import { open } from "node:fs/promises";
import { fileTypeFromBuffer } from "file-type";
import type { AttachmentKind } from "../realtime/contract";

/** How much of a file is looked at to tell what it is. */
const headBytes = 64 * 1024;

/** Where two names mean one thing, the one browsers know. */
const better: Record<string, string> = {
	"audio/x-m4a": "audio/mp4",
	"audio/vnd.wave": "audio/wav",
	"audio/x-flac": "audio/flac",
	"audio/opus": "audio/ogg",
	"video/x-m4v": "video/mp4",
};
const shown: Record<Exclude<AttachmentKind, "file">, string[]> = {
	image: ["image/png", "image/apng", "image/jpeg", "image/gif", "image/webp", "image/avif"],
	video: ["video/mp4", "video/webm", "video/quicktime", "video/ogg"],
	audio: ["audio/mpeg", "audio/ogg", "audio/wav", "audio/flac", "audio/aac", "audio/mp4"],
};

export type Kind = { type: string; kind: AttachmentKind };

/** What a file is, from its first bytes alone. Whatever is text is plain text, SVG and HTML too. */
export async function kindOf(path: string): Promise<Kind> {
	const head = await headOf(path);
	const found = await fileTypeFromBuffer(head).catch(() => undefined);
	if (!found || /xml|^text\//.test(found.mime))
		return { type: isText(head) ? "text/plain" : "application/octet-stream", kind: "file" };
	const [plain = found.mime] = found.mime.split(";");
	const type = better[plain] ?? plain;
	for (const kind of ["image", "video", "audio"] as const) if (shown[kind].includes(type)) return { type, kind };
	return { type, kind: "file" };
}

async function headOf(path: string): Promise<Buffer> {
	const file = await open(path, "r");
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

function isText(head: Buffer): boolean {
	try {
		// The last letter may be cut in two.
		const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
		// biome-ignore lint/suspicious/noControlCharactersInRegex: what no text has.
		return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text);
	} catch {
		return false;
	}
}
