import { AsyncLocalStorage } from "node:async_hooks";

/** The request that the running code works for, for its log lines. */
export type RequestContext = { requestId: string };

// Next has its own copy of this file, and both write to one log.
const KEY = Symbol.for("hearth.request context");
const globals = globalThis as { [KEY]?: AsyncLocalStorage<RequestContext | undefined> };
globals[KEY] ??= new AsyncLocalStorage();
const storage = globals[KEY];

export const currentRequest = (): RequestContext | undefined => storage.getStore();

export const inRequest = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Runs work that one request begins for many. */
export const outsideRequests = <T>(work: () => T): T => storage.run(undefined, work);
