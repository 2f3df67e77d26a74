import { open } from "node:fs/promises";
import { fileTypeFromBuffer } from "file-type";
import { pictureTypeOf } from "../pictures/format";
import type { AttachmentKind } from "../realtime/protocol";
import { isMpegAudio } from "./mpeg";
import { isText } from "./text-file";

/** How much of a file is read to detect its type. */
const headBytes = 64 * 1024;

/** Of two names for one type, the one that browsers know. */
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

export type DetectedType = { type: string; kind: AttachmentKind };

/** Types that may consist of text only but are not plain text. */
const written = /^application\/(pdf|postscript|rtf|eps)$/;

/** Detects a file's type from its first bytes alone. All text is plain text, including SVG and HTML. */
export async function detectType(path: string): Promise<DetectedType> {
	const head = await headOf(path);
	// Checked before other signatures: a text may begin with any format's letters or signature.
	const text = isText(head);
	const picture = text ? null : pictureTypeOf(head);
	if (picture && picture !== "image/png") return { type: picture, kind: "image" };
	const found = await fileTypeFromBuffer(head).catch(() => undefined);
	const [plain = ""] = found?.mime.split(";") ?? [];
	if (text && !written.test(plain)) return plainText;
	if (!found || /xml|^text\//.test(plain)) return unknown;
	const type = better[plain] ?? plain;
	if (/^audio\/(mpeg|aac)$/.test(type) && head[0] === 0xff && !isMpegAudio(head)) return unknown;
	for (const kind of ["image", "video", "audio"] as const) if (shown[kind].includes(type)) return { type, kind };
	return { type, kind: "file" };
}

const plainText: DetectedType = { type: "text/plain", kind: "file" };
const unknown: DetectedType = { type: "application/octet-stream", kind: "file" };

async function headOf(path: string): Promise<Buffer> {
	const file = await open(path, "r");
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}
