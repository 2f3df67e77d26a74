import assert from "node:assert/strict";
import { test } from "node:test";
import { type Layout, layoutOf } from "./layout";
import { placeChannel, placeGroup, stepChannel } from "./layout-moves";

const layout: Layout = [
	{ id: null, channelIds: [1, 2] },
	{ id: 10, channelIds: [3] },
	{ id: 20, channelIds: [] },
];

test("a move that changes nothing, and one of an unknown channel or group, is none", () => {
	assert.equal(placeChannel(layout, 1, null, 0), null);
	assert.equal(placeChannel(layout, 2, null, 9), null);
	assert.equal(placeChannel(layout, 9, null, 0), null);
	assert.equal(placeChannel(layout, 1, 99, 0), null);
	assert.equal(stepChannel(layout, 1, -1), null);
	assert.equal(stepChannel(layout, 9, 1), null);
	assert.equal(placeGroup(layout, 10, 0), null);
	assert.equal(placeGroup(layout, 10, 1), null);
	assert.equal(placeGroup(layout, 99, 1), null);
	assert.equal(placeGroup(layout, 20, 3), null);
});

test("channels are listed in their groups by position, and those of an unknown group with those without one", () => {
	const channels = [
		{ id: 1, groupId: 20, position: 5 },
		{ id: 2, groupId: null, position: 2 },
		{ id: 3, groupId: 20, position: 1 },
		{ id: 4, groupId: 99, position: 1 },
	];
	const groups = [
		{ id: 20, name: "B", position: 1 },
		{ id: 10, name: "A", position: 0 },
	];
	assert.deepEqual(layoutOf({ channels, groups }), [
		{ id: null, channelIds: [4, 2] },
		{ id: 10, channelIds: [] },
		{ id: 20, channelIds: [3, 1] },
	]);
});

test("a channel steps within its group, and over its edge into the neighbouring one", () => {
	assert.deepEqual(stepChannel(layout, 1, 1)?.[0], { id: null, channelIds: [2, 1] });
	assert.deepEqual(stepChannel(layout, 2, 1), [
		{ id: null, channelIds: [1] },
		{ id: 10, channelIds: [2, 3] },
		{ id: 20, channelIds: [] },
	]);
	assert.deepEqual(stepChannel(layout, 3, -1)?.[0], { id: null, channelIds: [1, 2, 3] });
	assert.deepEqual(stepChannel(layout, 3, 1)?.[2], { id: 20, channelIds: [3] });
});

test("a group moves over its neighbour with its channels, but never above the channels without a group", () => {
	assert.deepEqual(
		placeGroup(layout, 20, 1)?.map(({ id }) => id),
		[null, 20, 10],
	);
});
