import { appState } from "../process/app-state";
import { config } from "../process/config";
import { log } from "../process/log";
import { within } from "../within";
import { setTracing } from "./traced";

const closeTimeoutMs = 3000;

/** Begins to trace if the operator has named a collector. Returns a function that sends what is left, and stops. */
export async function startTracing(): Promise<() => Promise<void>> {
	const { traces } = config;
	if (!traces) return async () => {};
	// OpenTelemetry is loaded only then.
	const { Tracing } = await import("./tracing");
	const tracing = await Tracing.open(traces.endpoint, { name: traces.service, instanceId: appState().id });
	setTracing(tracing);
	return async () => {
		setTracing(undefined);
		await within(closeTimeoutMs, tracing.close()).catch((error) =>
			log.warn({ err: error }, "the last traces could not be sent"),
		);
	};
}
