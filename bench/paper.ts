import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./figures";

export type Report = {
	measured: string;
	machine: string;
	cores: string;
	rounds: number;
	load: number;
	seconds: number;
	figures: Figure[];
};
export function writePaper(_: string, __: Report): void {
	writeFileSync(join("/tmp", "x"), "");
}
