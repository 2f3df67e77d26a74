import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemberServer, RailItem } from "@/lib/realtime/protocol";
import {
	addFolder,
	addToFolder,
	completeRail,
	group,
	isIn,
	moveBeside,
	placeOf,
	removeFolder,
	step,
} from "./rail-moves";
import { inRailOrder, railRows } from "./rail-order";

const folder = (id: number, ...serverIds: number[]) => ({ id, name: "", colour: null, serverIds });
const server = (serverId: number) => ({ serverId });
const servers = (...ids: number[]) => ids.map((id) => ({ id }) as MemberServer);
const rail: RailItem[] = [1, folder(7, 2, 3), 4];

test("servers that the rail does not name come last, as they came, and rows group the folders", () => {
	assert.deepEqual(inRailOrder(servers(9, 1, 2, 3, 4, 8), rail), servers(1, 2, 3, 4, 9, 8));
	assert.deepEqual(inRailOrder(servers(2, 1), undefined), servers(2, 1));
	assert.deepEqual(
		railRows(inRailOrder(servers(9, 1, 3, 2), rail), rail).map((row) => [row.folder?.id, row.servers]),
		[
			[undefined, servers(1)],
			[7, servers(2, 3)],
			[undefined, servers(9)],
		],
	);
});

test("the complete rail has each server once, and no folder without one", () => {
	assert.deepEqual(completeRail([9, 4, 3, 1], rail), [1, folder(7, 3), 4, 9]);
	assert.deepEqual(completeRail([9, 4, 1], rail), [1, 4, 9]);
	assert.deepEqual(completeRail([2, 1]), [2, 1]);
});

test("a step moves within the folder, out of it at its end, and past a folder as a whole", () => {
	assert.deepEqual(step(rail, server(2), 1), [1, folder(7, 3, 2), 4]);
	assert.deepEqual(step(rail, server(2), -1), [1, 2, folder(7, 3), 4]);
	assert.deepEqual(step(rail, server(3), 1), [1, folder(7, 2), 3, 4]);
	assert.deepEqual(step([1, folder(7, 2), 4], server(2), 1), [1, 2, 4]);
	assert.deepEqual(step(rail, server(1), 1), [folder(7, 2, 3), 1, 4]);
	assert.deepEqual(step(rail, { folderId: 7 }, -1), [folder(7, 2, 3), 1, 4]);
	assert.deepEqual(step(rail, server(1), -1), rail);
	assert.deepEqual(step(rail, server(4), 1), rail);
});

test("a row is moved beside another one, into its folder or out of its own; a folder stays out of folders", () => {
	assert.deepEqual(moveBeside(rail, server(4), server(2), "after"), [1, folder(7, 2, 4, 3)]);
	assert.deepEqual(moveBeside(rail, server(3), server(1), "before"), [3, 1, folder(7, 2), 4]);
	assert.deepEqual(moveBeside(rail, { folderId: 7 }, server(4), "after"), [1, 4, folder(7, 2, 3)]);
	const two: RailItem[] = [folder(7, 2, 3), folder(8, 4)];
	assert.deepEqual(moveBeside(two, { folderId: 8 }, server(3), "before"), [folder(8, 4), folder(7, 2, 3)]);
	assert.deepEqual(moveBeside(rail, server(4), { folderId: 7 }, "before"), [1, 4, folder(7, 2, 3)]);
	assert.deepEqual(moveBeside([folder(7, 2), 4], server(2), { folderId: 7 }, "after"), [folder(7, 2), 4]);
});

test("a server dropped on another makes a folder at its place, or joins its folder", () => {
	assert.deepEqual(group([1, 2, 3], 3, 1), [folder(1, 1, 3), 2]);
	assert.deepEqual(group(rail, 4, 1), [folder(8, 1, 4), folder(7, 2, 3)]);
	assert.deepEqual(group(rail, 1, 3), [folder(7, 2, 3, 1), 4]);
	assert.deepEqual(group(rail, 2, 3), rail);
	assert.deepEqual(group(rail, 1, 1), rail);
	assert.deepEqual(addToFolder(rail, 4, 7), [1, folder(7, 2, 3, 4)]);
	assert.deepEqual(addFolder(rail, 4), [1, folder(7, 2, 3), folder(8, 4)]);
	assert.deepEqual(addFolder(rail, 2), [1, folder(7, 3), folder(8, 2), 4]);
	assert.deepEqual(removeFolder(rail, 7), [1, 2, 3, 4]);
});

test("a place counts among the rows beside it", () => {
	assert.deepEqual(placeOf(rail, server(3)), { place: 2, count: 2 });
	assert.deepEqual(placeOf(rail, { folderId: 7 }), { place: 2, count: 3 });
});

test("a row that was dropped on one that is gone stays where it is", () => {
	assert.deepEqual(addToFolder(rail, 4, 8), rail);
	assert.deepEqual(group(rail, 4, 9), rail);
	assert.deepEqual(moveBeside(rail, server(4), server(9), "before"), rail);
	assert.deepEqual(moveBeside(rail, server(4), { folderId: 8 }, "before"), rail);
	assert.deepEqual(
		[server(1), server(3), { folderId: 7 }, server(9), { folderId: 8 }].map((target) => isIn(rail, target)),
		[true, true, true, false, false],
	);
});
