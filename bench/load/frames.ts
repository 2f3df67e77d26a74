/** WebSocket frames as Socket.IO uses them: complete text frames, never compressed, never fragmented by the server. */
export type Frame = { opcode: number; payload: Buffer };

/** Encodes a client's text frame. The mask is zero, which leaves the text unchanged. */
export function textFrame(text: string): Buffer {
	const length = Buffer.byteLength(text);
	const head = length < 126 ? 6 : length < 65_536 ? 8 : 14;
	const frame = Buffer.alloc(head + length);
	frame[0] = 0x81;
	if (head === 6) frame[1] = 0x80 | length;
	else if (head === 8) {
		frame[1] = 0x80 | 126;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = 0x80 | 127;
		frame.writeUInt32BE(length, 6);
	}
	frame.write(text, head);
	return frame;
}

/** The bytes kept of the beginning and the end of a long frame in skim mode. */
const BEGINNING = 256;
const END = 1024;

/**
 * Splits incoming data into frames; the caller may reuse its buffer afterwards. In skim mode, a long frame that arrives
 * in several pieces is reduced to its beginning and end, so that the middle is never copied.
 */
export class FrameReader {
	private rest = Buffer.alloc(0);
	private long: { opcode: number; left: number; beginning: Buffer; end: Buffer } | undefined;

	constructor(private readonly skims = false) {}

	read(chunk: Buffer, take: (frame: Frame) => void): void {
		let bytes = this.long ? this.readOn(this.long, chunk, take) : chunk;
		if (this.rest.length > 0) bytes = Buffer.concat([this.rest, bytes]);
		for (;;) {
			const { head, length } = measure(bytes);
			const opcode = (bytes[0] ?? 0) & 15;
			if (bytes.length >= head + length) {
				take({ opcode, payload: bytes.subarray(head, head + length) });
				bytes = bytes.subarray(head + length);
				continue;
			}
			if (this.skims && length > BEGINNING + END && bytes.length >= head + BEGINNING) {
				const beginning = Buffer.from(bytes.subarray(head, head + BEGINNING));
				const end = Buffer.from(bytes.subarray(head).subarray(-END));
				this.long = { opcode, left: head + length - bytes.length, beginning, end };
				bytes = bytes.subarray(bytes.length);
			}
			break;
		}
		this.rest = Buffer.from(bytes);
	}

	private readOn(long: NonNullable<FrameReader["long"]>, chunk: Buffer, take: (frame: Frame) => void): Buffer {
		const piece = chunk.subarray(0, long.left);
		long.left -= piece.length;
		long.end = Buffer.from((piece.length >= END ? piece : Buffer.concat([long.end, piece])).subarray(-END));
		if (long.left === 0) {
			this.long = undefined;
			take({ opcode: long.opcode, payload: Buffer.concat([long.beginning, long.end]) });
		}
		return chunk.subarray(piece.length);
	}
}

/** Returns the lengths of the first frame's header and payload, as far as they are known. */
function measure(bytes: Buffer): { head: number; length: number } {
	const short = (bytes[1] ?? 0) & 127;
	if (bytes.length < 2) return { head: 2, length: 0 };
	if (short < 126) return { head: 2, length: short };
	if (short === 126) return { head: 4, length: bytes.length < 4 ? 0 : bytes.readUInt16BE(2) };
	return { head: 10, length: bytes.length < 10 ? 0 : bytes.readUInt32BE(6) };
}
