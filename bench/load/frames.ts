/** WebSocket frames as far as Socket.IO uses them: whole texts, never compressed, never split by the server. */
export type Frame = { opcode: number; payload: Buffer };

/** A text of a client. The mask is zero, which leaves the text as it is. */
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

/** Cuts what arrives into frames; a frame that came in one piece is not copied. */
export class FrameReader {
	private pieces: Buffer[] = [];
	private have = 0;
	private need = 2;

	read(chunk: Buffer, take: (frame: Frame) => void): void {
		this.pieces.push(chunk);
		this.have += chunk.length;
		if (this.have < this.need) return;
		let bytes = this.pieces.length === 1 ? chunk : Buffer.concat(this.pieces);
		for (;;) {
			const { head, length } = measure(bytes);
			this.need = head + length;
			if (bytes.length < this.need) break;
			take({ opcode: (bytes[0] ?? 0) & 15, payload: bytes.subarray(head, this.need) });
			bytes = bytes.subarray(this.need);
		}
		this.pieces = bytes.length > 0 ? [bytes] : [];
		this.have = bytes.length;
	}
}

/** How long the head of the first frame and its payload are, as far as it can be told yet. */
function measure(bytes: Buffer): { head: number; length: number } {
	const short = (bytes[1] ?? 0) & 127;
	if (bytes.length < 2) return { head: 2, length: 0 };
	if (short < 126) return { head: 2, length: short };
	if (short === 126) return { head: 4, length: bytes.length < 4 ? 0 : bytes.readUInt16BE(2) };
	return { head: 10, length: bytes.length < 10 ? 0 : bytes.readUInt32BE(6) };
}
