import type { RequestContext } from "../process/request-context";
import type { SpanGiven, Tracing } from "./tracing";

/*
 * Next and the two bundles of the app have their own copies of this file. It loads nothing: without the operator's wish
 * a traced function costs one look-up.
 */
const KEY = Symbol.for("hearth.tracing");
const globals = globalThis as { [KEY]?: Tracing | undefined };

export const setTracing = (tracing: Tracing | undefined): void => {
	globals[KEY] = tracing;
};

/**
 * Runs work as a span, if traces are wanted: a child of the span that runs already, or else a new trace. Names and
 * attributes come from the code, and never from what a user sent or the database holds.
 */
export function traced<T>(name: string, given: SpanGiven, work: () => T): T {
	const tracing = globals[KEY];
	return tracing ? tracing.run(name, given, work) : work();
}

/** Like `traced`, but only as part of a trace. */
export function tracedInside<T>(name: string, given: SpanGiven, work: () => T): T {
	const tracing = globals[KEY];
	return tracing?.isInside() ? tracing.run(name, given, work) : work();
}

/** Adds what is known only later to the span that runs, if there is one. */
export const annotate = (attributes: NonNullable<SpanGiven["attributes"]>, name?: string): void =>
	globals[KEY]?.annotate(attributes, name);

/** The request that runs, if it is traced: work that is done for several requests names them. */
export const tracedRequest = (): RequestContext | undefined => globals[KEY]?.requestInside();
