import type { Finding } from "./finding";
import floors from "./floors.json";

export type Program = keyof typeof floors;

const names: Record<Program, string> = { node: "Node", postgres: "PostgreSQL", redis: "Redis" };

/** Whether a version is older than the first one of its major without known security holes (`floors.json`). */
export function checkVersion(program: Program, version: string): Finding[] {
	const parts = partsOf(version);
	const known: Record<string, string> = floors[program];
	const oldest = Math.min(...Object.keys(known).map(Number));
	const floor = known[String(parts[0])] ?? ((parts[0] ?? 0) < oldest ? known[String(oldest)] : undefined);
	if (floor === undefined || !isBelow(parts, partsOf(floor))) return [];
	return [
		{
			check: "versions",
			problem: `${names[program]} ${version} has known security holes.`,
			advice: `Update it to ${floor} or newer.`,
		},
	];
}

const partsOf = (version: string) => (/\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);

function isBelow(version: number[], floor: number[]): boolean {
	for (const [index, least] of floor.entries()) {
		const part = version[index] ?? 0;
		if (part !== least) return part < least;
	}
	return false;
}
