import { statSync } from "node:fs";
import { Presets, SingleBar } from "cli-progress";
import type { Counts } from "./run";

const everyMs = 5000;

export type Progress = { at(bytes: number, counts: Counts): void; end(): void };

/** Shows an import's progress: a bar on a terminal, otherwise a line now and then. */
export function progressOn(screen: NodeJS.WriteStream, file: string): Progress {
	const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	return screen.isTTY && size > 0 ? bar(screen, size) : nowAndThen(screen);
}

function bar(screen: NodeJS.WriteStream, size: number): Progress {
	const format = "{bar} {percentage}% | {read} lines | {eta_formatted} left";
	const shown = new SingleBar({ stream: screen, format, barsize: 30, clearOnComplete: true }, Presets.shades_classic);
	shown.start(size, 0, { read: "0" });
	return {
		at: (bytes, { read }) => shown.update(bytes, { read: read.toLocaleString("en") }),
		end: () => shown.stop(),
	};
}

function nowAndThen(screen: NodeJS.WriteStream): Progress {
	let loggedAt = performance.now();
	return {
		at(_bytes, { read }) {
			if (performance.now() - loggedAt < everyMs) return;
			loggedAt = performance.now();
			screen.write(`${read.toLocaleString("en")} lines so far\n`);
		},
		end: () => {},
	};
}
