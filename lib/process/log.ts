import pino from "pino";
import { config } from "./config";

/** One line of JSON an event, on standard output. Never contains a password, a cookie or a message's text. */
export const log = pino({
	level: config.logLevel,
	base: null,
	timestamp: pino.stdTimeFunctions.isoTime,
	serializers: { err: withoutValues },
});

/** An error as it is logged, without the values of a failed query, which are users' texts and secrets. */
function withoutValues(error: Error) {
	const serialized = pino.stdSerializers.err(error);
	const cut = (text: string | undefined) => text?.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, "");
	return { type: serialized?.type, message: cut(serialized?.message), stack: cut(serialized?.stack) };
}
