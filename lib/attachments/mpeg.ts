/** Kilobits a second by the number in a frame's header: of version 1 by layer, then of the others. */
const rates: Record<string, number[]> = {
	"1.1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
	"1.2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
	"1.3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
	"2.1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
	"2.2": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const frequencies = [44_100, 48_000, 32_000];

/** The length of the MPEG audio frame at this offset, or null if there is none. */
function frameLength(bytes: Uint8Array, at: number): number | null {
	const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = bytes.subarray(at, at + 6);
	if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
	const layer = 4 - ((second >> 1) & 3);
	// Layer 0 is AAC, whose frames contain their length.
	if (layer === 4) {
		if ((second & 0xf6) !== 0xf0 || ((third >> 2) & 15) > 12) return null;
		const length = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5);
		return length > 7 ? length : null;
	}
	const version = (second >> 3) & 3;
	const frequency = frequencies[(third >> 2) & 3];
	const rate = rates[version === 3 ? `1.${layer}` : `2.${layer === 1 ? 1 : 2}`]?.[(third >> 4) - 1];
	if (version === 1 || frequency === undefined || rate === undefined) return null;
	const perSecond = frequency / (version === 3 ? 1 : version === 2 ? 2 : 4);
	const padding = (third >> 1) & 1;
	if (layer === 1) return (Math.floor((12_000 * rate) / perSecond) + padding) * 4;
	return Math.floor(((layer === 3 && version !== 3 ? 72_000 : 144_000) * rate) / perSecond) + padding;
}

/**
 * Whether these bytes are MPEG audio without an ID3 tag: several consecutive frames, because two bytes alone could be
 * anything.
 */
export function isMpegAudio(head: Uint8Array): boolean {
	let at = 0;
	for (let frames = 0; frames < 3; frames++) {
		if (frames > 0 && at >= head.length) return true;
		const length = frameLength(head, at);
		if (length === null) return false;
		at += length;
	}
	return true;
}
