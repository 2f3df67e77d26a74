import type { RailFolder, RailItem } from "@/lib/realtime/protocol";

/** A row of the rail. */
export type RailTarget = { serverId: number } | { folderId: number };
export type Side = "before" | "after";

const isFolder = (item: RailItem): item is RailFolder => typeof item !== "number";
const isAt = (item: RailItem, target: RailTarget) =>
	"folderId" in target ? isFolder(item) && item.id === target.folderId : item === target.serverId;
const targetOf = (item: RailItem): RailTarget => (isFolder(item) ? { folderId: item.id } : { serverId: item });

/** The rail as it is shown: with each of these servers, in this order where it does not name them, and with no others. */
export function completeRail(serverIds: number[], rail: RailItem[] = []): RailItem[] {
	const left = new Set(serverIds);
	const take = (id: number) => left.delete(id);
	const named = rail.flatMap((item): RailItem[] => {
		if (!isFolder(item)) return take(item) ? [item] : [];
		const inside = item.serverIds.filter(take);
		return inside.length > 0 ? [{ ...item, serverIds: inside }] : [];
	});
	return [...named, ...left];
}

/** The folder that a server is in. */
export const folderOf = (rail: RailItem[], serverId: number): RailFolder | undefined =>
	rail.filter(isFolder).find(({ serverIds }) => serverIds.includes(serverId));

export const foldersOf = (rail: RailItem[]): RailFolder[] => rail.filter(isFolder);

function without(rail: RailItem[], target: RailTarget): RailItem[] {
	return rail.flatMap((item): RailItem[] => {
		if (isAt(item, target)) return [];
		if (!isFolder(item) || "folderId" in target) return [item];
		const serverIds = item.serverIds.filter((id) => id !== target.serverId);
		return serverIds.length > 0 ? [{ ...item, serverIds }] : [];
	});
}

/** Moves a row beside another one. A server beside one in a folder is in that folder then; a folder is in none. */
export function moveBeside(rail: RailItem[], target: RailTarget, anchor: RailTarget, side: Side): RailItem[] {
	const moved = "serverId" in target ? target.serverId : rail.find((item) => isAt(item, target));
	if (moved === undefined) return rail;
	const add = side === "after" ? 1 : 0;
	const rest = without(rail, target);
	const top = rest.findIndex((item) => isAt(item, anchor));
	if (top >= 0) return rest.toSpliced(top + add, 0, moved);
	if ("folderId" in anchor) return rail;
	const folder = folderOf(rest, anchor.serverId);
	if (!folder) return rail;
	if (isFolder(moved)) return moveBeside(rail, target, { folderId: folder.id }, side);
	const place = folder.serverIds.indexOf(anchor.serverId) + add;
	return withFolder(rest, folder.id, { serverIds: folder.serverIds.toSpliced(place, 0, moved) });
}

/** Moves a row by one place. At the end of its folder a server leaves it. */
export function step(rail: RailItem[], target: RailTarget, by: -1 | 1): RailItem[] {
	const side = by > 0 ? "after" : "before";
	const folder = "serverId" in target ? folderOf(rail, target.serverId) : undefined;
	if (folder && "serverId" in target) {
		const next = folder.serverIds[folder.serverIds.indexOf(target.serverId) + by];
		// The last server of a folder takes its place.
		if (next === undefined && folder.serverIds.length === 1) return removeFolder(rail, folder.id);
		return moveBeside(rail, target, next === undefined ? { folderId: folder.id } : { serverId: next }, side);
	}
	const next = rail[rail.findIndex((item) => isAt(item, target)) + by];
	return next === undefined ? rail : moveBeside(rail, target, targetOf(next), side);
}

/** Puts a server into the folder of another one, or both into a new one at its place. */
export function group(rail: RailItem[], serverId: number, onto: number): RailItem[] {
	if (serverId === onto || !isIn(rail, { serverId: onto })) return rail;
	const known = folderOf(rail, onto);
	if (known) return addToFolder(rail, serverId, known.id);
	const folder = { ...newFolder(rail), serverIds: [onto, serverId] };
	return without(rail, { serverId }).map((item) => (item === onto ? folder : item));
}

const newFolder = (rail: RailItem[]) => ({
	id: Math.max(0, ...foldersOf(rail).map(({ id }) => id)) + 1,
	name: "",
	colour: null,
});

/** Puts a server into a new folder of its own, where it is. */
export function addFolder(rail: RailItem[], serverId: number): RailItem[] {
	const folder = { ...newFolder(rail), serverIds: [serverId] };
	const inside = folderOf(rail, serverId);
	const place = rail.findIndex((item) => item === serverId || item === inside);
	const isAlone = !inside || inside.serverIds.length === 1;
	return without(rail, { serverId }).toSpliced(isAlone ? place : place + 1, 0, folder);
}

export function addToFolder(rail: RailItem[], serverId: number, folderId: number): RailItem[] {
	if (!isIn(rail, { folderId }) || folderOf(rail, serverId)?.id === folderId) return rail;
	return without(rail, { serverId }).map((item) =>
		isFolder(item) && item.id === folderId ? { ...item, serverIds: [...item.serverIds, serverId] } : item,
	);
}

/** The servers of the folder stay where it was. */
export const removeFolder = (rail: RailItem[], folderId: number): RailItem[] =>
	rail.flatMap((item): RailItem[] => (isFolder(item) && item.id === folderId ? item.serverIds : [item]));

export const withFolder = (rail: RailItem[], folderId: number, change: Partial<RailFolder>): RailItem[] =>
	rail.map((item) => (isFolder(item) && item.id === folderId ? { ...item, ...change } : item));

/** The place of a row among those beside it, from 1. */
export function placeOf(rail: RailItem[], target: RailTarget): { place: number; count: number } {
	const folder = "serverId" in target ? folderOf(rail, target.serverId) : undefined;
	const beside: RailItem[] = folder?.serverIds ?? rail;
	return { place: beside.findIndex((item) => isAt(item, target)) + 1, count: beside.length };
}

/** Whether the rail has this row. Another device may have removed it. */
export const isIn = (rail: RailItem[], target: RailTarget): boolean => placeOf(rail, target).place > 0;
