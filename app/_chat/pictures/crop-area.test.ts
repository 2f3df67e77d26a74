import assert from "node:assert/strict";
import { test } from "node:test";
import { mostZoom, wholePixels } from "./crop-area";

const picture = { width: 900, height: 600 };

test("a crop becomes whole pixels inside the picture, whatever the rounding", () => {
	for (const [chosen, pixels] of [
		[
			{ x: 150.4, y: 0, width: 600, height: 600 },
			{ x: 150, y: 0, width: 600, height: 600 },
		],
		// Half a pixel too many after rounding from percent.
		[
			{ x: 300.5, y: 0.3, width: 599.6, height: 600.4 },
			{ x: 300, y: 0, width: 600, height: 600 },
		],
		[
			{ x: -0.4, y: -3, width: 901, height: 225.25 },
			{ x: 0, y: 0, width: 900, height: 225 },
		],
		[
			{ x: 899.9, y: 599.9, width: 0.2, height: 0.2 },
			{ x: 899, y: 599, width: 1, height: 1 },
		],
	] as const) {
		const found = wholePixels(chosen, picture);
		assert.deepEqual(found, pixels);
		assert.ok(found.x + found.width <= picture.width && found.y + found.height <= picture.height);
		for (const value of Object.values(found)) assert.ok(Number.isInteger(value) && value >= 0);
	}
});

test("a picture can be zoomed until its pixels would show: a small one not at all, a huge one eightfold", () => {
	assert.equal(mostZoom({ width: 900, height: 600 }, 1, 256), (2 * 600) / 256);
	assert.equal(mostZoom({ width: 100, height: 80 }, 1, 256), 1);
	assert.equal(mostZoom({ width: 8000, height: 8000 }, 1, 256), 8);
	// A tall picture has little room for a wide crop.
	assert.equal(mostZoom({ width: 1600, height: 4000 }, 4, 1600), 2);
});
