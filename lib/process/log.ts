import pino from "pino";
import { config } from "./config";
import { withoutValues } from "./loggable-error";
import { prettyLine } from "./pretty-log";
import { currentRequest } from "./request-context";

const options: pino.LoggerOptions = {
	level: config.logLevel,
	base: null,
	timestamp: pino.stdTimeFunctions.isoTime,
	serializers: { err: withoutValues },
	// A new object, because pino adds the line's own fields to it.
	mixin: () => ({ ...currentRequest() }),
};

/** One line an event, on standard output. Never contains a password, a cookie or a message's text. */
export const log =
	config.logFormat === "pretty"
		? pino(options, { write: (line) => void process.stdout.write(prettyLine(line)) })
		: pino(options);
