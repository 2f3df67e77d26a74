import { cpuMs, cpuMsWithChildren } from "../cpu-time";
import type { BenchEnvironment } from "../environment";

type Times = { app: number; postgres: number };

/**
 * Returns a function with the CPU time that the app and its PostgreSQL have taken since, in milliseconds; NaN where the
 * system does not report it. Unlike the time of a response, it is the same on a busy machine.
 */
export function startCpuTimes({ app }: BenchEnvironment): () => Times {
	const read = (): Times => {
		try {
			return { app: cpuMs(app.pid), postgres: cpuMsWithChildren(app.postmaster) };
		} catch {
			return { app: Number.NaN, postgres: Number.NaN };
		}
	};
	const before = read();
	return () => {
		const after = read();
		return { app: after.app - before.app, postgres: after.postgres - before.postgres };
	};
}
