import assert from "node:assert/strict";
import sharp from "sharp";
import type { ApiClient } from "./api-client";
import { range } from "./socket-client";

/** A square picture in one colour. */
export const picture = (background = "#c40", side = 20): Promise<Buffer> =>
	sharp({ create: { width: side, height: side, channels: 3, background } })
		.png({ compressionLevel: 9 })
		.toBuffer();

let made = 0;

/** Frames of different colours, as a picture that still needs a format. */
export function framesOf(count: number) {
	const height = 4;
	const strip = Buffer.concat(
		range(1, count).map((n) => {
			const bytes = Buffer.alloc(4 * height * 3, n % 2 ? 255 : 0);
			bytes.writeUInt32BE((n * 2_654_435_761) % 4_294_967_296, 0);
			return bytes;
		}),
	);
	return sharp(strip, { raw: { width: 4, height: height * count, channels: 3, pageHeight: height } });
}

/** Adds an emoji to a server and returns its id. */
export async function addEmoji(person: ApiClient, serverId: number, name: string): Promise<number> {
	const colour = `#${(++made % 4096).toString(16).padStart(3, "0")}`;
	const { status, text, body } = await person.uploadEmoji(serverId, name, await picture(colour));
	assert.equal(status, 201, text);
	return body.emoji?.id ?? 0;
}
